"""What crosses the wire: one router per resource, wire models, errors as HTTP answers."""
