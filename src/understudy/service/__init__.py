"""The HTTP service: MetaStudio's video production API on the user's own machine.

The only part that knows users, disks and networks. It translates requests into productions, stores, schedules and
delivers; the seven steps make the films. `app.py` is where its collaborators are built and joined.
"""
