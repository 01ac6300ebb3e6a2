"""Flow charts of powers: from steps to a graph, and the graph as text, SVG and Mermaid."""
