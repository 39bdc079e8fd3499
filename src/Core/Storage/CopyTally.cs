namespace Shaken.Core.Storage;

/// <summary>What a copy goes through.</summary>
public enum CopyKind
{
    /// <summary>A table of records.</summary>
    Table,

    /// <summary>A container of documents.</summary>
    Container,
}

/// <summary>What became of one record or document.</summary>
internal enum Copied
{
    New,
    Same,
    Overwritten,
    Differs,
}

/// <summary>What a copy did with one table or container.</summary>
/// <param name="New">Copied.</param>
/// <param name="Same">There already, octet for octet.</param>
/// <param name="Overwritten">There, different, and replaced.</param>
/// <param name="Different">There, different, and left: the copy is not whole.</param>
public sealed record CopyTally(CopyKind Kind, string Name, long New = 0, long Same = 0, long Overwritten = 0, long Different = 0)
{
    internal CopyTally With(IReadOnlyCollection<Copied> outcomes) => this with
    {
        New = New + outcomes.Count(outcome => outcome is Copied.New),
        Same = Same + outcomes.Count(outcome => outcome is Copied.Same),
        Overwritten = Overwritten + outcomes.Count(outcome => outcome is Copied.Overwritten),
        Different = Different + outcomes.Count(outcome => outcome is Copied.Differs),
    };
}
