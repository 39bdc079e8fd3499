using System.Text.Json;
using Shaken.Core.Authentication.Policies;
using Shaken.Core.Passports;

namespace Shaken.Core.Tests.Authentication.Policies;

/// <summary>Signing policies as JSON.</summary>
public sealed class SigningPolicyReaderTests
{
    private const string Whole =
        "{'types':['shaken','div','rph'],'priorityNamespaces':['ets','wps'],'otherCalls':'refused','askedAttestation':'trusted',"
        + "'askedOrigId':'kept','takesDelegates':true,'customers':[{'name':'acme'},{'name':'bank','evidence':{'kind':'authorized',"
        + "'reference':'contract 7','expiresAt':'2027-01-01T00:00:00Z'},'origId':'4aec94e2-508c-4c1c-907b-3737bac0a80e'}],'trunks':"
        + "[{'name':'gw-1','customer':'acme','origId':'123e4567-e89b-12d3-a456-426655440000'}],'origIds':{'A':'pool',"
        + "'B':'per-customer','C':'per-trunk','pool':['4aec94e2-508c-4c1c-907b-3737bac0a80e']}}";

    [Fact]
    public void Write_OfWhatWasRead_IsTheSame()
    {
        Assert.Equal(Whole.Replace('\'', '"'), SigningPolicyReader.Write(SigningWorld.Policy(Whole)).GetRawText());
    }

    [Fact]
    public void Read_EmptyPolicy_IsTheSafeDefault()
    {
        var policy = SigningWorld.Policy("{}");
        Assert.Equal([PassportType.Shaken, PassportType.Div], policy.Types.Order());
        Assert.Equal(
            (Attestation.C, AskedAttestation.AtMost, AskedOrigId.Replaced, false),
            (policy.OtherCalls, policy.AskedAttestation, policy.AskedOrigId, policy.TakesDelegates));
        Assert.Equal((OrigIdForm.Unique, OrigIdForm.Unique, OrigIdForm.Unique), (policy.OrigIds.A, policy.OrigIds.B, policy.OrigIds.C));
    }

    [Theory]
    [InlineData("[]", "object")]
    [InlineData("{'type':[]}", "unknown")]
    [InlineData("{'types':'shaken'}", "$.types")]
    [InlineData("{'types':['SHAKEN']}", "types")]
    [InlineData("{'types':['div-o']}", "types")]
    [InlineData("{'types':[null]}", "types")]
    [InlineData("{'priorityNamespaces':['ets.0']}", "priorityNamespaces")]
    [InlineData("{'otherCalls':'A'}", "otherCalls")]
    [InlineData("{'askedAttestation':'always'}", "askedAttestation")]
    [InlineData("{'askedOrigId':'maybe'}", "askedOrigId")]
    [InlineData("{'customers':[{'name':'a b'}]}", "customers")]
    [InlineData("{'customers':[{'name':'a'},{'name':'a'}]}", "twice")]
    [InlineData("{'customers':[null]}", "customers")]
    [InlineData("{'customers':[{'name':'a','origId':'4AEC94E2-508c-4c1c-907b-3737bac0a80e'}]}", "lower case")]
    [InlineData("{'customers':[{'name':'a','evidence':{'kind':'authorized'}}]}", "a reference and an end")]
    [InlineData("{'customers':[{'name':'a','evidence':{'kind':'delegate-certificate'}}]}", "kind")]
    [InlineData("{'customers':[{'name':'a','evidence':{'kind':'assigned-by-us','reference':'a\\nb'}}]}", "plain text")]
    [InlineData("{'trunks':[{'name':'t','customer':'a'}]}", "none of customers")]
    [InlineData("{'trunks':[{'name':'t'},{'name':'t'}]}", "twice")]
    [InlineData("{'origIds':{'A':'random'}}", "origIds")]
    [InlineData("{'origIds':{'A':'pool'}}", "pool")]
    [InlineData("{'origIds':{'pool':['x']}}", "pool")]
    public void Read_BadPolicy_NamesTheRule(string json, string words)
    {
        using var document = JsonDocument.Parse(json.Replace('\'', '"'));
        Assert.Contains(words, SigningPolicyReader.Read(document.RootElement).Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("customers")]
    [InlineData("trunks")]
    public void Read_MoreNamesThanTheBound_IsRefused(string member)
    {
        string Of(int count) => $"{{'{member}':[{string.Join(',', Enumerable.Range(0, count).Select(name => $"{{'name':'n{name}'}}"))}]}}";
        SigningWorld.Policy(Of(SigningPolicyReader.MaxNames));
        Assert.Throws<InvalidOperationException>(() => SigningWorld.Policy(Of(SigningPolicyReader.MaxNames + 1)));
    }
}
