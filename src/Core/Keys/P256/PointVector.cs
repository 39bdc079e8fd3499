using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Shaken.Core.Keys.P256;

/// <summary>
/// Four points of P-256, one in each lane: x = X/ZZ, y = Y/ZZZ with ZZ³ = ZZZ² ("XYZZ" of the Explicit-Formulas Database, a = -3). X is
/// loose, the others tight.
/// </summary>
/// <remarks>
/// There is no code for exceptions. The sum of two equal or opposite points has ZZ = 0 mod p, and from then on it stays 0, since each
/// sum multiplies it: the user of a result checks ZZ last.
/// </remarks>
internal struct PointVector
{
    public FieldVector X, Y, ZZ, ZZZ;

    /// <summary>Adds affine points, x tight and y below 2p with limbs below 2^28 (madd-2008-s: 8 products, 2 squares).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddAffine(ref PointVector sum, in FieldVector x, in FieldVector y, ref Temporaries t)
    {
        FieldProducts.Multiply(x, sum.ZZ, out t.S);
        FieldVector.SubtractLoose(t.S, sum.X, out t.P);
        FieldProducts.Multiply(y, sum.ZZZ, out t.S);
        FieldVector.SubtractTight(t.S, sum.Y, out t.R);
        (t.U, t.S) = (sum.X, sum.Y);
        Finish(ref sum, ref t);
    }

    /// <summary>Adds points (add-2008-s: 12 products, 2 squares).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ref PointVector sum, in PointVector other, ref Temporaries t)
    {
        FieldProducts.Multiply(sum.X, other.ZZ, out t.U);
        FieldProducts.Multiply(other.X, sum.ZZ, out t.Square);
        FieldVector.SubtractTight(t.Square, t.U, out t.P);
        FieldProducts.Multiply(sum.Y, other.ZZZ, out t.S);
        FieldProducts.Multiply(other.Y, sum.ZZZ, out t.Square);
        FieldVector.SubtractTight(t.Square, t.S, out t.R);
        FieldProducts.Multiply(sum.ZZ, other.ZZ, out sum.ZZ);
        FieldProducts.Multiply(sum.ZZZ, other.ZZZ, out sum.ZZZ);
        Finish(ref sum, ref t);
    }

    /// <summary>Doubles points (dbl-2008-s-1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Double(in PointVector point, out PointVector doubled)
    {
        FieldVector.Add(point.Y, point.Y, out var u);
        FieldProducts.Multiply(u, u, out var v);
        FieldProducts.Multiply(u, v, out var w);
        FieldProducts.Multiply(point.X, v, out var s);

        // 3·X² + a·ZZ² = 3·(X - ZZ)·(X + ZZ).
        FieldVector.SubtractTight(point.X, point.ZZ, out var difference);
        FieldVector.Add(point.X, point.ZZ, out var sum);
        FieldProducts.Multiply(difference, sum, out var third);
        FieldVector.Add(third, third, out var m);
        FieldVector.Add(m, third, out m);

        FieldProducts.Multiply(m, m, out var square);
        FieldProducts.Multiply(v, point.ZZ, out doubled.ZZ);
        FieldProducts.Multiply(w, point.ZZZ, out doubled.ZZZ);
        FieldVector.SubtractTight(default, w, out var minusW);
        var y = point.Y;
        FieldVector.SubtractThrice(square, default, s, out doubled.X);
        FieldVector.SubtractLoose(s, doubled.X, out var rest);
        FieldProducts.MultiplyAdd(m, rest, y, minusW, out doubled.Y);
    }

    /// <summary>The points with their lanes in another order.</summary>
    public static PointVector Permute(in PointVector points, [ConstantExpected] byte order)
    {
        PointVector permuted;
        permuted.X = FieldVector.Permute(points.X, order);
        permuted.Y = FieldVector.Permute(points.Y, order);
        permuted.ZZ = FieldVector.Permute(points.ZZ, order);
        permuted.ZZZ = FieldVector.Permute(points.ZZZ, order);
        return permuted;
    }

    // What both sums end with: P = U2 - U1 (limbs below 2^29), R = S2 - S1 (limbs below 3·2^27); U and S are U1 and S1, those of the sum
    // so far.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(ref PointVector sum, ref Temporaries t)
    {
        FieldProducts.Multiply(t.P, t.P, out t.Square);
        FieldProducts.Multiply(t.P, t.Square, out t.P);
        FieldProducts.Multiply(t.U, t.Square, out t.U);
        FieldProducts.Multiply(sum.ZZ, t.Square, out sum.ZZ);
        FieldProducts.Multiply(sum.ZZZ, t.P, out sum.ZZZ);
        FieldProducts.Multiply(t.R, t.R, out t.Square);
        FieldVector.SubtractThrice(t.Square, t.P, t.U, out sum.X);
        FieldVector.SubtractLoose(t.U, sum.X, out t.U);
        FieldVector.SubtractTight(default, t.P, out t.P);
        FieldProducts.MultiplyAdd(t.R, t.U, t.S, t.P, out sum.Y);
    }

    /// <summary>Room for what lies between, taken once for a whole sum: fresh locals would be cleared at each addition.</summary>
    internal struct Temporaries
    {
        public FieldVector P, R, U, S, Square;
    }
}
