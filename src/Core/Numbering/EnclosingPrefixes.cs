namespace Shaken.Core.Numbering;

/// <summary>The prefixes that cover the row that is being written, shortest first; each covers all after it.</summary>
internal sealed class EnclosingPrefixes
{
    private readonly List<(ulong Path, int Length, PackedProvider Provider)> _open = [];

    /// <summary>Forgets the prefixes that end before the row.</summary>
    public void Leave(ulong key)
    {
        var path = NumberKey.PathOf(key);
        while (_open.Count > 0 && !NumberKey.Covers(_open[^1].Path, _open[^1].Length, path)) _open.RemoveAt(_open.Count - 1);
    }

    /// <summary>Remembers the row if it is a prefix.</summary>
    public void Enter(in NumberRow row)
    {
        if (!NumberKey.IsPrefix(row.Key)) return;
        var path = NumberKey.PathOf(row.Key);
        _open.Add((path, NumberKey.LengthOf(path), row.Provider));
    }

    public void CopyTo(List<(int Length, PackedProvider Provider)> block)
    {
        block.Clear();
        foreach (var (_, length, provider) in _open) block.Add((length, provider));
    }
}
