using System.Text;
using Shaken.Core.Passports;
using Shaken.Fuzz.Tests.Engine;

namespace Shaken.Fuzz.Tests.Mutations;

public sealed class IdentityHeaderMutationTests
{
    private static readonly string[] Parameters =
    [
        "alg=ES256", "alg=none", "alg=\"ES256\"", "ppt=shaken", "ppt=\"shaken\"", "ppt=div", "ppt", "info=", "info=<", "info=<>", "info=\"<https://cr.example/certificates/1.pem>\"",
        "info=https://cr.example/certificates/1.pem", "INFO=<x>", "canon=", "canon=a.b", "x=\"\\\"", "x=\"a\\", "=", "", ";", "é=1", "x=<;>", "x=\",\"", "a\r\nb=1",
    ];

    [Fact]
    public async Task Verify_OfMutatedIdentityHeaders_BelievesOnlyWhatWasSigned()
    {
        var corpus = await PassportCorpus.NewAsync();
        await MutationRun.RunAsync(random => MutateAsync(corpus, random), mutant => JudgeAsync(corpus, mutant), mutant => mutant.Text);
    }

    private static async ValueTask<TokenMutant> MutateAsync(PassportCorpus corpus, Xorshift random)
    {
        var (token, signedAnew) = random.OneIn(2)
            ? await TokenEdits.MutateAsync(corpus.Tokens, corpus.World.Provider.Key, random)
            : new TokenMutant(random.Pick(corpus.Tokens), null);
        var header = Wrap(token, corpus.World.X5u, random);
        if (!random.OneIn(3)) return new TokenMutant(header, signedAnew);

        var other = Wrap(random.Pick(corpus.Tokens), corpus.World.X5u, random);
        var edited = OctetEdits.Apply(Encoding.Latin1.GetBytes(header), Encoding.Latin1.GetBytes(other), random);
        return new TokenMutant(Encoding.Latin1.GetString(edited), signedAnew);
    }

    // Parameters in any order and spelling, some twice, the older form, names before the value, several values in one line.
    private static string Wrap(string token, string x5u, Xorshift random)
    {
        var older = random.OneIn(5) && token.LastIndexOf('.') > 0;
        var dot = token.LastIndexOf('.');
        var parts = new List<string> { $"info=<{x5u}>" };
        if (older) parts.Add($"canon={token[..dot]}");
        for (var more = random.Below(3); more > 0; more--) parts.Insert(random.Below(parts.Count + 1), random.Pick(Parameters));
        var value = (older ? token[(dot + 1)..] : token) + string.Concat(parts.Select(part => $"{random.Pick(["", " ", "\t"])};{random.Pick(["", " "])}{part}"));
        var named = random.Pick(["", "", "", "Identity: ", "y:", "IDENTITY :", "Date: "]) + value;
        return random.OneIn(8) ? $"{named},{named}" : named;
    }

    private static async ValueTask<Fate> JudgeAsync(PassportCorpus corpus, TokenMutant mutant)
    {
        var values = IdentityHeader.Split([mutant.Text]);
        var fate = Fate.Unread;
        foreach (var value in values.Append(mutant.Text))
        {
            var judged = await JudgeOneAsync(corpus, value, mutant.SignedAnew);
            if (judged > fate) fate = judged;
        }

        return fate;
    }

    private static async ValueTask<Fate> JudgeOneAsync(PassportCorpus corpus, string value, string? signedAnew)
    {
        if (!IdentityHeader.TryParse(value, out var header, out var refusal)) return PassportCorpus.Checked(refusal, Fate.Unread);
        if (!header.TryReadPassport(out var passport, out refusal)) return PassportCorpus.Checked(refusal, Fate.Unread);
        Assert.Equal(header.Info, passport.X5u);
        return await corpus.JudgeAsync(passport, signedAnew);
    }
}
