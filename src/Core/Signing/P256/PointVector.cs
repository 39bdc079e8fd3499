using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Shaken.Core.Signing.P256;

/// <summary>
/// Four points of P-256, one in each lane: x = X/ZZ, y = Y/ZZZ with ZZ³ = ZZZ² ("XYZZ" of the Explicit-Formulas Database, a = -3). X is loose, the others tight.
/// </summary>
/// <remarks>
/// There is no code for exceptions. The sum of two equal or opposite points has ZZ = 0 mod p, and from then on it stays 0, since each sum multiplies it: whoever
/// uses a result looks at ZZ last.
/// </remarks>
internal struct PointVector
{
    public FieldVector X, Y, ZZ, ZZZ;

    /// <summary>Adds affine points, x tight and y below 2p with limbs below 2^28 (madd-2008-s: 8 products, 2 squares).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddAffine(ref PointVector sum, in FieldVector x, in FieldVector y)
    {
        FieldProducts.Multiply(x, sum.ZZ, out var t);
        FieldVector.SubtractLoose(t, sum.X, out var p);
        FieldProducts.Multiply(y, sum.ZZZ, out t);
        FieldVector.SubtractTight(t, sum.Y, out var r);
        Finish(ref sum, p, r, sum.X, sum.Y);
    }

    /// <summary>Adds points (add-2008-s: 12 products, 2 squares).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ref PointVector sum, in PointVector other)
    {
        FieldProducts.Multiply(sum.X, other.ZZ, out var u);
        FieldProducts.Multiply(other.X, sum.ZZ, out var t);
        FieldVector.SubtractTight(t, u, out var p);
        FieldProducts.Multiply(sum.Y, other.ZZZ, out var s);
        FieldProducts.Multiply(other.Y, sum.ZZZ, out t);
        FieldVector.SubtractTight(t, s, out var r);
        FieldProducts.Multiply(sum.ZZ, other.ZZ, out sum.ZZ);
        FieldProducts.Multiply(sum.ZZZ, other.ZZZ, out sum.ZZZ);
        Finish(ref sum, p, r, u, s);
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

    // What both sums end with: P = U2 - U1 (limbs below 2^29), R = S2 - S1 (limbs below 3·2^27), U1 and S1 of the point that was there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(ref PointVector sum, in FieldVector p, in FieldVector r, in FieldVector u, in FieldVector s)
    {
        FieldProducts.Multiply(p, p, out var pp);
        FieldProducts.Multiply(p, pp, out var ppp);
        FieldProducts.Multiply(u, pp, out var q);
        FieldProducts.Multiply(sum.ZZ, pp, out sum.ZZ);
        FieldProducts.Multiply(sum.ZZZ, ppp, out sum.ZZZ);
        FieldProducts.Multiply(r, r, out var square);
        FieldVector.SubtractTight(default, ppp, out var minusPpp);
        FieldVector.SubtractThrice(square, ppp, q, out var x);
        FieldVector.SubtractLoose(q, x, out var rest);
        FieldProducts.MultiplyAdd(r, rest, s, minusPpp, out sum.Y);
        sum.X = x;
    }
}
