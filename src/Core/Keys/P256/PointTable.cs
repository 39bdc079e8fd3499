using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Shaken.Core.Keys.P256;

/// <summary>The odd multiples of one point, affine, each coordinate below p in Montgomery form. Made by a <see cref="TableBuilder"/>;
/// never changed.</summary>
internal sealed class PointTable
{
    private readonly ulong[] _words;

    internal PointTable(TableShape shape, ulong[] words)
    {
        if (words.Length != shape.Points * TableShape.WordsPerPoint)
            throw new ArgumentException("The words are not those of the shape.", nameof(words));
        (Shape, _words) = (shape, words);
    }

    public TableShape Shape { get; }

    /// <summary>The words of one point: x, then y, the lowest word first.</summary>
    internal Span<ulong> WordsOf(int point) => _words.AsSpan(point * TableShape.WordsPerPoint, TableShape.WordsPerPoint);

    /// <summary>Reads a word of each point that the digits name, so that memory brings them all at once instead of one after
    /// another.</summary>
    public ulong Touch(in Digits digits)
    {
        ref var words = ref MemoryMarshal.GetArrayDataReference(_words);
        var seen = 0UL;
        for (var step = 0; step < Shape.Steps; step++)
        {
            for (var lane = 0; lane < TableShape.Lanes; lane++)
            {
                var offset = OffsetOf(digits, step, lane, out _);
                seen ^= Unsafe.Add(ref words, offset) ^ Unsafe.Add(ref words, offset + TableShape.WordsPerPoint - 1);
            }
        }

        return seen;
    }

    /// <summary>Adds the points of all digits to the four sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddTo(ref PointVector sum, in Digits digits, bool isFirst, ref PointVector.Temporaries temporaries)
    {
        Unsafe.SkipInit(out FieldVector x);
        Unsafe.SkipInit(out FieldVector y);
        for (var step = 0; step < Shape.Steps; step++)
        {
            Load(digits, step, out x, out y);
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
    private void Load(in Digits digits, int step, out FieldVector x, out FieldVector y)
    {
        // The offsets are below the length by the shape: a digit of width w has w-1 bits.
        ref var words = ref MemoryMarshal.GetArrayDataReference(_words);
        ref var first = ref Unsafe.Add(ref words, OffsetOf(digits, step, 0, out var negative0));
        ref var second = ref Unsafe.Add(ref words, OffsetOf(digits, step, 1, out var negative1));
        ref var third = ref Unsafe.Add(ref words, OffsetOf(digits, step, 2, out var negative2));
        ref var fourth = ref Unsafe.Add(ref words, OffsetOf(digits, step, 3, out var negative3));
        Unpack(ref first, ref second, ref third, ref fourth, 0, out x);
        Unpack(ref first, ref second, ref third, ref fourth, 4, out y);
        FieldVector.Negate(ref y, Vector256.Create(negative0, negative1, negative2, negative3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int OffsetOf(in Digits digits, int step, int lane, out ulong negative)
    {
        unchecked
        {
            var width = Shape.Width(step);
            var digit = digits.At(Shape.Position(step) + (lane * width), width, out negative);
            return (Shape.FirstPoint(step) + (lane << (width - 1)) + digit) * TableShape.WordsPerPoint;
        }
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
