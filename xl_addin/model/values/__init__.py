"""Values of cells: kinds, exact money, typed numbers and dates, and what is cleaned away."""
