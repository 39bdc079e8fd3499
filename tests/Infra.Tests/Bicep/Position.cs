namespace Shaken.Infra.Tests.Bicep;

/// <summary>A place in a file; line and column count from one.</summary>
public sealed record Position(string File, int Line, int Column)
{
    public override string ToString() => $"{File}({Line},{Column})";
}

/// <summary>What is wrong and where.</summary>
public sealed record Fault(Position At, string Message)
{
    public override string ToString() => $"{At}: {Message}";
}

/// <summary>The file is not of the language that this reader knows, or says what cannot be worked out.</summary>
public sealed class BicepException(Position at, string message) : Exception($"{at}: {message}")
{
    public Position At { get; } = at;
}
