using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shaken.Core.Foundations;
using Shaken.Core.Verification.Verdicts;
using Shaken.Core.Verification.Verdicts.Proofs;

namespace Shaken.Core.Tests.Verification.Verdicts;

/// <summary>Proofs that somebody changed, with and without a new digest.</summary>
public sealed class TamperedProofTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_AnyMemberChanged_IsADigestMismatch()
    {
        var json = await ProofAsync();
        foreach (var name in json.Select(member => member.Key).Where(name => name is not ("digest" or "version")).ToList())
        {
            var changed = (JsonObject)json.DeepClone();
            changed[name] = "x";
            Assert.Equal(ProofFailure.DigestMismatch, RefusalOf(changed));
        }

        json["digest"] = new string('0', 64);
        Assert.Equal(ProofFailure.DigestMismatch, RefusalOf(json));
    }

    [Fact]
    public async Task Read_ItsOwnOctets_AreCanonicalAndWithinTheBound()
    {
        var json = await ProofAsync();
        var utf8 = Encoding.UTF8.GetBytes(json.ToJsonString());
        using var document = JsonDocument.Parse(utf8);
        Assert.True(VerdictProof.Read(CanonicalJson.Write(document.RootElement)).IsSuccess);
        Assert.Equal((string?)json["digest"], DigestOf(json));
    }

    // The path to a member, its new value as JSON, and the member of the verdict that differs then.
    [Theory]
    [InlineData("verdict/verstat", "\"No-TN-Validation\"", "verstat")]
    [InlineData("verdict/attest", "\"B\"", "attest")]
    [InlineData("verdict/decidedBy", "\"in-band\"", "decidedBy")]
    [InlineData("verdict/signer", "\"US/9999\"", "signer")]
    [InlineData("verdict/headers/0/signer", "\"00\"", "headers")]
    [InlineData("verdict/findings", "[]", "findings")]
    [InlineData("at", "\"2026-11-21T13:00:00+00:00\"", "attest")]
    [InlineData("call/orig/tn", "\"12155550199\"", "attest")]
    [InlineData("call/identities", "[]", "attest")]
    [InlineData("rules/anonymous", "\"refused\"", null)]
    [InlineData("rules/requireIdentity", "true", null)]
    [InlineData("certificates", "[]", "attest")]
    [InlineData("revocation", "[]", null)]
    [InlineData("trust/used/0/policy/excluded", "true", "attest")]
    public async Task Replay_ChangedWithItsDigest_NamesWhatDiffers(string path, string value, string? member)
    {
        var json = await ProofAsync();
        Set(json, path, value);
        json["digest"] = DigestOf(json);
        Assert.True(Read(json).TryGet(out var proof, out var unread), unread?.Detail);
        var replayed = await ProofReplay.ReplayAsync(proof, trusted: null, Token);
        if (member is null)
        {
            Assert.True(replayed.IsSuccess);
            return;
        }

        Assert.Equal(ProofFailure.VerdictDiffers, replayed.Failure.Reason);
        Assert.StartsWith($"verdict.{member} ", replayed.Failure.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("call/dest", "{}")]
    [InlineData("call/dest/tn", "\"+1\"")]
    [InlineData("call/dest", "{\"tn\":\"1\",\"uri\":\"sip:a\"}")]
    [InlineData("call/priorities", "[\"x\"]")]
    [InlineData("rules/window", "-1")]
    [InlineData("rules/difference", "\"x\"")]
    [InlineData("rules/dialect", "\"0\"")]
    [InlineData("rules/home", "\"USA\"")]
    [InlineData("certificates/0/chain", "[]")]
    [InlineData("certificates/0/chain", "[\"AAAA\"]")]
    [InlineData("revocation/0/findings", "[{\"reason\":\"x\",\"detail\":\"\"}]")]
    [InlineData("trust/used", "[]")]
    [InlineData("trust/used/0/der", "\"AAAA\"")]
    [InlineData("trust/used/0/policy", "{}")]
    public async Task Replay_ValueOfAnotherForm_IsMalformed(string path, string value)
    {
        var json = await ProofAsync();
        Set(json, path, value);
        json["digest"] = DigestOf(json);
        Assert.True(Read(json).TryGet(out var proof, out var unread), unread?.Detail);
        Assert.Equal(ProofFailure.Malformed, (await ProofReplay.ReplayAsync(proof, trusted: null, Token)).Failure.Reason);
    }

    [Theory]
    [InlineData("version", "2", ProofFailure.VersionNotKnown)]
    [InlineData("version", "\"1\"", ProofFailure.Malformed)]
    [InlineData("digest", "1", ProofFailure.Malformed)]
    [InlineData("call", "[]", ProofFailure.Malformed)]
    [InlineData("call/dest", "null", ProofFailure.Malformed)]
    [InlineData("call/identities", "[null]", ProofFailure.Malformed)]
    [InlineData("rules/window", "1.5", ProofFailure.Malformed)]
    [InlineData("x", "1", ProofFailure.Malformed)]
    public async Task Read_DocumentOfAnotherForm_IsRefused(string path, string value, ProofFailure failure)
    {
        var json = await ProofAsync();
        Set(json, path, value);
        if (path != "digest") json["digest"] = DigestOf(json);
        Assert.Equal(failure, RefusalOf(json));
    }

    [Fact]
    public void Read_WhatIsNoJsonOrTooLong_IsRefused()
    {
        Assert.Equal(ProofFailure.Malformed, VerdictProof.Read("{"u8.ToArray()).Failure.Reason);
        Assert.Equal(ProofFailure.Malformed, VerdictProof.Read("{}"u8.ToArray()).Failure.Reason);
        Assert.Equal(ProofFailure.TooLong, VerdictProof.Read(new byte[Limits.VerdictProofOctets + 1]).Failure.Reason);
    }

    private static async Task<JsonObject> ProofAsync()
    {
        var world = await VerdictWorld.NewAsync();
        var proof = (await world.ProveAsync(VerdictWorld.Call(await world.SignAsync()))).Proof!;
        return (JsonObject)JsonNode.Parse(proof.Utf8.Span)!;
    }

    private static void Set(JsonObject json, string path, string value)
    {
        JsonNode node = json;
        var parts = path.Split('/');
        foreach (var part in parts[..^1]) node = node is JsonArray list ? list[int.Parse(part, provider: null)]! : node[part]!;
        node[parts[^1]] = JsonNode.Parse(value);
    }

    private static Outcome<VerdictProof, ProofRefusal> Read(JsonObject json) =>
        VerdictProof.Read(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static ProofFailure RefusalOf(JsonObject json) => Read(json).Failure.Reason;

    private static string DigestOf(JsonObject json)
    {
        var rest = (JsonObject)json.DeepClone();
        rest.Remove("digest");
        using var document = JsonDocument.Parse(rest.ToJsonString());
        return Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Write(document.RootElement)));
    }
}
