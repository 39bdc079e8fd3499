using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Shaken.Fuzz.Tests.Properties;

/// <summary>Generators that hit the grammars, and how a law is checked.</summary>
internal static class Laws
{
    /// <summary>Any octets.</summary>
    public static Gen<byte[]> Octets { get; } = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf();

    /// <summary>Text of these characters.</summary>
    public static Gen<string> Text(string alphabet) => Gen.Elements(alphabet.ToCharArray()).ArrayOf().Select(letters => new string(letters));

    /// <summary>Text of these characters, of a length within bounds.</summary>
    public static Gen<string> Text(string alphabet, int shortest, int longest) =>
        Gen.Choose(shortest, longest).SelectMany(length => Gen.Elements(alphabet.ToCharArray()).ArrayOf(length)).Select(letters => new string(letters));

    /// <summary>Exactly so many octets.</summary>
    public static Gen<byte[]> OctetsOf(int length) => Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(length);

    /// <summary>A law over these inputs, for a test with <see cref="LawAttribute"/>.</summary>
    public static Property Of<T>(Gen<T> inputs, Func<T, bool> law) => Prop.ForAll(inputs.ToArbitrary(), law);

    /// <summary>What a key in memory signed: it is done at once, and FsCheck's laws are not asynchronous.</summary>
    public static T Completed<T>(ValueTask<T> signing)
    {
        Assert.True(signing.IsCompletedSuccessfully);
        return signing.Result;
    }
}

/// <summary>
/// A test that gives a law; it fails with the smallest input for which the law does not hold, and with the seed that finds it again
/// (Replay). The
/// method runs once for each input, so what it needs is made before, in static fields.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
#pragma warning disable xUnit3003 // PropertyAttribute takes no source information.
internal sealed class LawAttribute : PropertyAttribute
#pragma warning restore xUnit3003
{
    public LawAttribute() => (MaxTest, QuietOnSuccess) = (Effort.Of(5000), true);
}
