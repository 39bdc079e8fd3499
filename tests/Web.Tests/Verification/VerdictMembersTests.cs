using System.Buffers;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Verification;
using Shaken.Core.Verification.Treatment;
using Shaken.Core.Verification.Verdicts;
using Shaken.Web.Verification;

namespace Shaken.Web.Tests.Verification;

/// <summary>What an answer has beside the members of the standards.</summary>
public sealed class VerdictMembersTests
{
    [Fact]
    public void Write_DelegatesCall_NamesLenderAndOriginators()
    {
        var json = Write(new CallVerdict(Verstat.Passed, [])
        {
            DecidedBy = "test", LentBy = Provider("US/1234"), Originators = [Provider("US/5678"), Provider("US/9999")],
        });
        Assert.Equal("US/1234", json.GetProperty("lentBy").GetString());
        Assert.Equal(["US/5678", "US/9999"], json.GetProperty("originators").EnumerateArray().Select(one => one.GetString()));
        Assert.False(json.TryGetProperty("signer", out _));
    }

    [Fact]
    public void Write_ProvidersCall_NamesNoLender()
    {
        var json = Write(new CallVerdict(Verstat.Passed, []) { DecidedBy = "test", Signer = Provider("US/1234") });
        Assert.All((string[])["lentBy", "originators"], name => Assert.False(json.TryGetProperty(name, out _)));
    }

    private static JsonElement Write(CallVerdict verdict)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            VerdictMembers.Write(writer, new VerifiedCall(
                verdict, new CallTreatment(TreatmentAction.Continue, verdict.Verstat, Final: null, FinalReason: null, [], "test"),
                HeldFailure: null));
            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(output.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static ProviderId Provider(string text) =>
        ProviderId.TryParse(text, out var provider) ? provider : throw new ArgumentException("No provider.", nameof(text));
}
