namespace Shaken.Core.Keys.P256;

/// <summary>
/// How 256 bits are cut into windows, and where the multiples of each window lie in a table. A window of w bits at position i has the
/// 2^(w-1) odd multiples
/// (2k+1)·2^i·P; four windows of one width follow one another, one a lane.
/// </summary>
/// <param name="FirstSteps">Steps of four windows at the low end, <paramref name="FirstWidth"/> bits each; the other windows are one bit
/// narrower.</param>
/// <param name="Steps">Steps of four windows in all.</param>
internal sealed record TableShape(int FirstSteps, int FirstWidth, int Steps)
{
    /// <summary>Windows of one step, one a lane.</summary>
    public const int Lanes = 4;

    /// <summary>Words of 64 bits of one point: two coordinates.</summary>
    public const int WordsPerPoint = 8;

    /// <summary>4,096 points, 256 KiB: for G, which every verification needs.</summary>
    public static TableShape Generator { get; } = new(8, 8, 8);

    /// <summary>1,024 points, 64 KiB: 16 windows of 6 bits and 32 of 5.</summary>
    public static TableShape Large { get; } = new(4, 6, 12);

    /// <summary>512 points, 32 KiB: 64 windows of 4 bits.</summary>
    public static TableShape Small { get; } = new(16, 4, 16);

    /// <summary>Points of the whole table.</summary>
    public int Points => FirstPoint(Steps);

    /// <summary>Octets of the whole table.</summary>
    public long Octets => (long)Points * WordsPerPoint * sizeof(ulong);

    /// <summary>Bits of each window of a step.</summary>
    public int Width(int step) => step < FirstSteps ? FirstWidth : FirstWidth - 1;

    /// <summary>The lowest bit of the first window of a step.</summary>
    public int Position(int step) =>
        Lanes * ((FirstWidth * Math.Min(step, FirstSteps)) + ((FirstWidth - 1) * Math.Max(step - FirstSteps, 0)));

    /// <summary>Index of the first point of a step.</summary>
    public int FirstPoint(int step) =>
        Lanes * (((1 << (FirstWidth - 1)) * Math.Min(step, FirstSteps)) + ((1 << (FirstWidth - 2)) * Math.Max(step - FirstSteps, 0)));
}
