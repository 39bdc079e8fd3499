using System.Security.Cryptography;

namespace Shaken.Core.Pki.Certificates;

/// <summary>
/// Keys whose private half everybody can read: those of printed examples, and the generator itself. Nobody may have a certificate for one.
/// </summary>
internal static class PublishedKeys
{
    // SHA-256 of the uncompressed point.
    private static readonly Dictionary<string, string> Sources = new()
    {
        ["698bea63dc44a344663ff1429aea10842df27b6b991ef25866b2c6c02cdcc5be"] = "SEC 2: it is 1",
        ["dcd2446ca98830c843c493a672364ba971d674fbef5ce87d697165b31e90300a"] = "RFC 7515 appendix A.3",
        ["90c71e80304f98d6556a402c0593b33a80acbd08e4aff9c4029f6e17e1039951"] = "RFC 7517 appendix A.2",
        ["b18b86ce1389e46de87aa4a5131ce83c1160fa33c087ab15b863574d31d8ff3c"] = "RFC 6979 appendix A.2.5",
        ["35e4ee6ca5db2e4f3225f293951c316816ea47312f500c32f5c5c7b771739b8c"] =
            "the SHAKEN framework draft's sample; its public half is RFC 8225 appendix A.2",
        ["882aad2b535c9128546a54ff7f1770712a86d84c47e708fd916067b291c7a293"] = "RFC 8225 appendix A.1",
        ["7a63dbbef8a0a022215001986df5eb22972869c12d9892eec10ca44d4330e9b5"] = "RFC 8946 appendix A",
    };

    /// <summary>Where the private key of a point is printed, or null.</summary>
    public static string? SourceOf(ReadOnlySpan<byte> point) => Sources.GetValueOrDefault(Convert.ToHexStringLower(SHA256.HashData(point)));
}
