"""The self-checkout: pure rules, the one loop, the journal. No Qt."""
