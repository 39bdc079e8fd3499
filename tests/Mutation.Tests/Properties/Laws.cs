using FsCheck;
using FsCheck.Fluent;

namespace Shaken.Mutation.Tests.Properties;

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

    /// <summary>Fails the test with the smallest input for which the law does not hold.</summary>
    public static void Hold<T>(Gen<T> inputs, Func<T, bool> law) => Prop.ForAll(inputs.ToArbitrary(), law).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    /// <summary>What a key in memory signed: it is done at once, and FsCheck's laws are not asynchronous.</summary>
    public static string Completed(ValueTask<string> signing)
    {
        Assert.True(signing.IsCompletedSuccessfully);
        return signing.Result;
    }
}
