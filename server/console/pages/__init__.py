"""One module a subject: what its pages show and what their forms do."""
