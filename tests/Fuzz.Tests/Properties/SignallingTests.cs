using FsCheck;
using FsCheck.Fluent;
using Shaken.Core.Passports;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Fuzz.Tests.Properties;

public sealed class SignallingTests
{
    private static readonly Gen<string> Schemes = Gen.Elements("sip:", "SIPS:", "tel:", "urn:", "");
    private static readonly Gen<string> Users = Gen.OneOf(
        Laws.Text("aA1+%4:;=-", 0, 8), Gen.Elements("anonymous", "+12155550121", "7042;phone-context=a"));

    private static readonly Gen<string> Hosts = Gen.OneOf(
        Laws.Text("aA1.[]:-", 0, 8), Gen.Elements("example.COM", "[2001:DB8::1]:5060"));

    private static readonly Gen<string> Tails = Gen.Elements("", ";user=phone", ":5060;transport=tcp?x=y");

    private static readonly Gen<string> Uris = Schemes.SelectMany(
        scheme => Users.SelectMany(user => Hosts.SelectMany(host => Tails.Select(tail => $"{scheme}{user}@{host}{tail}"))));

    [Law]
    public Property SignalledParty_OfItsOwnOutput_IsTheSame() => Laws.Of(Uris, text =>
        !SignalledParty.TryParse(text, out var once) || once.Party is null
        || (SignalledParty.TryParse(TextOf(once.Party), out var twice) && twice == once));

    private static string TextOf(PassportParty party) => party switch
    {
        NumberParty number => number.Number.Value,
        UriParty uri => uri.Uri,
        _ => throw new InvalidOperationException("A party is a number or a URI."),
    };
}
