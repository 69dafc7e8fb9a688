"""Help that is a conversation: calls from kiosks, who answers them, and how staff hear of them."""
