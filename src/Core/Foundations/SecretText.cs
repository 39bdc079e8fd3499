namespace Shaken.Core.Foundations;

/// <summary>A secret as text: a password, an API key. Printed, alone or as a member of a record, it shows nothing of itself.</summary>
public sealed class SecretText(string value)
{
    /// <summary>The secret itself, for the one who sends it.</summary>
    public string Reveal() => value;

    public override string ToString() => "(secret)";
}
