using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Diversions;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Passports.Diversions;

/// <summary>
/// The tokens that RFC 8946 prints. Their signatures are good; their chain is not: div has twelve digits where dest had
/// eleven.
/// </summary>
public sealed class PrintedDiversionTests
{
    private static readonly string[] Tokens =
        Vectors.Text("passport/rfc8946-tokens.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [Fact]
    public void PrintedTokens_OfRfc8946_VerifyWithItsPrintedKey()
    {
        using var key = EcdsaKey();
        foreach (var token in Tokens)
        {
            Assert.True(Jws.TryParse(token, Limits.PassportOctets, out var jws, out var failure), failure);
            Assert.True(key.VerifyHash(jws.SigningInputDigest, jws.Signature));
        }
    }

    [Fact]
    public void PrintedDiv_OfRfc8946Section3_IsReadAsPrinted()
    {
        Assert.True(UntrustedPassport.TryParse(Tokens[0], out var passport, out var refusal), refusal?.Detail);
        Assert.Equal(new Diversion(new NumberParty(CallWorld.Number("121555551213")), HistoryIndex: null), passport.Claims.Extension);
        Assert.Equal(PassportType.Div, passport.Type);
        Assert.True(passport.IsCanonical());
    }

    [Fact]
    public void PrintedOriginalAndDiv_OfRfc8946_AreNoChain()
    {
        Assert.True(UntrustedPassport.TryParse(Tokens[1], out var original, out _));
        Assert.True(UntrustedPassport.TryParse(Tokens[0], out var div, out _));
        Assert.Equal(VerificationFailure.DivChainBroken, DiversionChain.Find(original, [div], call: null).Failure.Reason);
    }

    [Fact]
    public void PrintedDivO_OfRfc8946Section5_IsMalformedSinceDestIsAString() =>
        Assert.Equal(
            (VerificationFailure?)VerificationFailure.PassportMalformed, UntrustedPassport.TryParse(Tokens[2], out _, out var refusal)
                ? null
                : refusal.Reason);

    private static System.Security.Cryptography.ECDsa EcdsaKey()
    {
        var key = System.Security.Cryptography.ECDsa.Create();
        key.ImportFromPem(Vectors.Text("passport/rfc8946-key.pem"));
        return key;
    }
}
