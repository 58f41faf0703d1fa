"""What is on the wire: frames, strict decoding, errors, and the one function all outgoing bytes pass through."""
