namespace Shaken.Core.Storage;

/// <summary>
/// The version of a stored thing, opaque, given by the store and never the same for two versions of one thing.
/// </summary>
public readonly record struct ETag(string Value)
{
    public override string ToString() => Value;
}
