"""What is seen: each widget is given plain data, paints it and signals what was asked; none of them does I/O."""
