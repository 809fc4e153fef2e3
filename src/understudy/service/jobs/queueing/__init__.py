"""Who is served when, and by whom: the queue, its order, its limits, and its workers."""
