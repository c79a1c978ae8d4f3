"""PeakGraph: actors, plans and industries in China's green industrial policy, each with its sentence."""

__version__ = "0.1.0"
