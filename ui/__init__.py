"""The screen: the only folder that imports Qt. It shows the state and posts touches, and decides nothing."""
