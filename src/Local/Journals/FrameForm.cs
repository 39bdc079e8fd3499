namespace Shaken.Local.Journals;

/// <summary>How frames of one format look, so that a reader finds them: in their own header, without knowledge of those before.</summary>
internal interface IFrameForm
{
    static abstract int HeaderLength { get; }

    /// <summary>The payload's length that a header states, if it is one.</summary>
    static abstract bool TryReadLength(ReadOnlySpan<byte> header, out int length);

    /// <summary>Whether these octets, as long as their header says, are the ones that were written.</summary>
    static abstract bool IsSound(ReadOnlySpan<byte> frame);

    /// <summary>Where the octets have a frame's mark first, or -1.</summary>
    static abstract int FindMark(ReadOnlySpan<byte> octets);
}
