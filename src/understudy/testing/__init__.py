"""For people who write an engine: contract suites and toy engines that really work."""
