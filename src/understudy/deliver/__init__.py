"""The package: cover, captions, timings, report and label beside the film."""
