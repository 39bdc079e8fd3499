using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Shaken.Core.Keys.P256;

/// <summary>The odd multiples of one point, affine, each coordinate below p in Montgomery form. Made by a <see cref="TableBuilder"/>;
/// never changed.</summary>
internal sealed class PointTable
{
    private const int OctetsPerLine = 64;

    // A point is as long as a line of the processor's cache and begins where one begins: one that lay across two would cost two reads of
    // memory. Pinned, for only then a place keeps its alignment.
    private readonly ulong[] _words;
    private readonly int _start;

    internal PointTable(TableShape shape, ReadOnlySpan<ulong> words)
    {
        if (words.Length != shape.Points * TableShape.WordsPerPoint)
            throw new ArgumentException("The words are not those of the shape.", nameof(words));
        Shape = shape;
        _words = GC.AllocateUninitializedArray<ulong>(words.Length + TableShape.WordsPerPoint, pinned: true);
        var beyond = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(_words, 0) & (OctetsPerLine - 1));
        _start = (OctetsPerLine - beyond) % OctetsPerLine / sizeof(ulong);
        words.CopyTo(_words.AsSpan(_start));
    }

    public TableShape Shape { get; }

    private ref ulong First => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_words), _start);

    /// <summary>The words of one point: x, then y, the lowest word first.</summary>
    internal Span<ulong> WordsOf(int point) =>
        _words.AsSpan(_start + (point * TableShape.WordsPerPoint), TableShape.WordsPerPoint);

    /// <summary>Finds the points that the digits name and reads a word of each, so that memory brings them all at once
    /// instead of one after another.</summary>
    /// <param name="seen">Something of what was read, for the caller to use: else the reads would be left out.</param>
    public PointPlaces Find(in Digits digits, out ulong seen)
    {
        var places = PointPlaces.Of(digits, Shape);
        ref var words = ref First;
        seen = 0;
        for (var window = 0; window < TableShape.Lanes * Shape.Steps; window++)
            seen ^= Unsafe.Add(ref words, places.At(window, out _));
        return places;
    }

    /// <summary>Adds the points of all places to the four sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddTo(ref PointVector sum, in PointPlaces places, bool isFirst, ref PointVector.Temporaries temporaries)
    {
        // Within the table by its shape: a digit of width w has w-1 bits. Those of another shape are not.
        if (!ReferenceEquals(places.Shape, Shape)) throw new ArgumentException("The places are those of another table.", nameof(places));
        Unsafe.SkipInit(out FieldVector x);
        Unsafe.SkipInit(out FieldVector y);
        for (var step = 0; step < Shape.Steps; step++)
        {
            Load(places, step, out x, out y);
            if (isFirst && step == 0)
            {
                sum.X = x;
                sum.ZZ = sum.ZZZ = FieldVector.One;

                // A turned y is not tight; its product with one is.
                FieldProducts.Multiply(y, sum.ZZ, out sum.Y);
            }
            else
            {
                PointVector.AddAffine(ref sum, x, y, ref temporaries);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Load(in PointPlaces places, int step, out FieldVector x, out FieldVector y)
    {
        var window = TableShape.Lanes * step;
        ref var words = ref First;
        ref var first = ref Unsafe.Add(ref words, places.At(window, out var negative0));
        ref var second = ref Unsafe.Add(ref words, places.At(window + 1, out var negative1));
        ref var third = ref Unsafe.Add(ref words, places.At(window + 2, out var negative2));
        ref var fourth = ref Unsafe.Add(ref words, places.At(window + 3, out var negative3));
        Unpack(ref first, ref second, ref third, ref fourth, 0, out x);
        Unpack(ref first, ref second, ref third, ref fourth, 4, out y);
        FieldVector.Negate(ref y, Vector256.Create(negative0, negative1, negative2, negative3));
    }

    // Four words of four points, turned so that each vector has one word of all four.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Unpack(ref ulong first, ref ulong second, ref ulong third, ref ulong fourth, nuint at, out FieldVector vector)
    {
        var a = Vector256.LoadUnsafe(ref first, at);
        var b = Vector256.LoadUnsafe(ref second, at);
        var c = Vector256.LoadUnsafe(ref third, at);
        var d = Vector256.LoadUnsafe(ref fourth, at);
        var lowAb = Avx2.UnpackLow(a, b);
        var highAb = Avx2.UnpackHigh(a, b);
        var lowCd = Avx2.UnpackLow(c, d);
        var highCd = Avx2.UnpackHigh(c, d);
        FieldVector.Unpack(
            Avx2.Permute2x128(lowAb, lowCd, 0x20), Avx2.Permute2x128(highAb, highCd, 0x20),
            Avx2.Permute2x128(lowAb, lowCd, 0x31), Avx2.Permute2x128(highAb, highCd, 0x31), out vector);
    }
}
