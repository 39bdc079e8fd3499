namespace Shaken.Core.Keys.P256;

/// <summary>Arithmetic modulo n, the order of P-256. All numbers here are public, so nothing takes constant time.</summary>
internal static class OrderNumbers
{
    /// <summary>n.</summary>
    public static Words Order => new(0xF3B9CAC2FC632551, 0xBCE6FAADA7179E84, 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFF00000000);

    /// <summary>p - n: an x coordinate mod n stands for a second one only below this.</summary>
    public static Words FieldMinusOrder => new(0x0C46353D039CDAAE, 0x4319055358E8617B, 0, 0);

    // 2^512 mod n: brings a number into Montgomery form.
    private static Words RSquared => new(0x83244C95BE79EEA2, 0x4699799C49BD6FA6, 0x2845B2392B6BEC59, 0x66E12D94F3D95620);

    // -1/n mod 2^64.
    private const ulong NegativeInverse = 0xCCD1C8AAEE00BC4F;

    /// <summary>Whether a number is from 1 to n-1.</summary>
    public static bool IsScalar(in Words number) => !number.IsZero && number.IsBelow(Order);

    /// <summary>a in Montgomery form, a·2^256 mod n.</summary>
    public static Words ToMontgomery(in Words a) => Multiply(a, RSquared);

    /// <summary>a·b/2^256 mod n, below n, where one of them is below n and the other below 2^256.</summary>
    public static Words Multiply(in Words a, in Words b)
    {
        ulong t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0;
        Step(a.W0, b, ref t0, ref t1, ref t2, ref t3, ref t4);
        Step(a.W1, b, ref t0, ref t1, ref t2, ref t3, ref t4);
        Step(a.W2, b, ref t0, ref t1, ref t2, ref t3, ref t4);
        Step(a.W3, b, ref t0, ref t1, ref t2, ref t3, ref t4);
        var product = new Words(t0, t1, t2, t3);
        return t4 != 0 || !product.IsBelow(Order) ? product.Minus(Order) : product;
    }

    // t = (t + a·b + q·n) / 2^64, where q makes the lowest word zero; t stays below 2n + 2^256 < 2^258.
    private static void Step(ulong a, in Words b, ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3, ref ulong t4)
    {
        unchecked
        {
            var carry = 0UL;
            t0 = Add(t0, a, b.W0, ref carry);
            t1 = Add(t1, a, b.W1, ref carry);
            t2 = Add(t2, a, b.W2, ref carry);
            t3 = Add(t3, a, b.W3, ref carry);
            t4 += carry;
            var t5 = t4 < carry ? 1UL : 0UL;

            var n = Order;
            var quotient = t0 * NegativeInverse;
            carry = 0;
            Add(t0, quotient, n.W0, ref carry);
            t0 = Add(t1, quotient, n.W1, ref carry);
            t1 = Add(t2, quotient, n.W2, ref carry);
            t2 = Add(t3, quotient, n.W3, ref carry);
            t3 = t4 + carry;
            t4 = t5 + (t3 < carry ? 1UL : 0UL);
        }
    }

    // The low word of t + a·b + carry; the high word becomes the carry.
    private static ulong Add(ulong t, ulong a, ulong b, ref ulong carry)
    {
        unchecked
        {
            var high = Math.BigMul(a, b, out var low);
            low += t;
            high += low < t ? 1UL : 0UL;
            low += carry;
            high += low < carry ? 1UL : 0UL;
            carry = high;
            return low;
        }
    }
}
