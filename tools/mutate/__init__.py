"""Changes the code of the two lowest floors, one small change at a time, and sees whether their tests notice."""
