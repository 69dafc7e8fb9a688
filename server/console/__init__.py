"""The staff's console: pages made on the server, for any browser, in Chinese and English."""
