"""The wire: every document that crosses it, in the names and ranges of MetaStudio's contract.

One file per resource. `model.py` says what requests and answers have in common, `fields.py` holds the kinds of fields
that many of them share, `refusals.py` tells a client what is wrong with a request. Nothing here knows what a document
is for: rules that need more than one field, or anything beyond the document, belong to the rooms below.
"""
