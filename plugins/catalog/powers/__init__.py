"""The catalogue of administrative powers (职权目录): its registers, its review, its count, a flow chart for each power."""
