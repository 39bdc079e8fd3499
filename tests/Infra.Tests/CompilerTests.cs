using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Shaken.Infra.Tests;

/// <summary>The compiler and its linter say nothing against our files, and the templates that they become give no secret away.</summary>
public sealed partial class CompilerTests
{
    public static TheoryData<string> Files => [.. Checkout.Files("infra/bicep", ".bicep").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Lint_OurFile_SaysNothing(string file) => Assert.Equal("", await BicepCompiler.LintAsync(BicepCompiler.Ours, file));

    // The compiler is there, and what it says is read: a mistake of each kind that our files could make.
    [Theory]
    [InlineData("output a string = nobody", "BCP057")]
    [InlineData("param unused string", "no-unused-params")]
    [InlineData("resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'a'\n}", "BCP035")]
    [InlineData("@secure()\nparam token string\noutput a string = token", "outputs-should-not-contain-secrets")]
    public async Task Lint_Mistake_IsNamed(string source, string code)
    {
        var folder = BicepCompiler.NewFolder(code, []);
        await File.WriteAllTextAsync(Path.Combine(folder, "x.bicep"), source, TestContext.Current.CancellationToken);
        Assert.Contains(code, await BicepCompiler.LintAsync(folder, "x.bicep"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_Main_EveryOutputIsFreeOfSecrets()
    {
        var template = await BicepCompiler.BuildAsync(BicepCompiler.Ours, "main.bicep");
        var names = template["outputs"]!.AsObject().Select(output => output.Key);
        Assert.Equal(["appNames", "dnsRecords", "vaultNames"], names.Order(StringComparer.Ordinal));
        var outputs = Outputs(template).Select(output => output.ToJsonString()).ToList();
        Assert.InRange(outputs.Count, 12, 100);
        Assert.Empty(outputs.Where(output => Secrets().IsMatch(output)));
    }

    [Theory]
    [InlineData("[listKeys(resourceId('x', 'y'), '2023-05-01').keys[0].value]", true)]
    [InlineData("[reference('monitoring').ConnectionString]", true)]
    [InlineData("[reference('monitoring').InstrumentationKey]", true)]
    [InlineData("[reference('account')]", true)]
    [InlineData("[reference('account', '2023-05-01', 'full')]", true)]
    [InlineData("[createArray(reference(resourceId('a', 'b')))]", true)]
    [InlineData("[reference('profile').frontDoorId]", false)]
    [InlineData("[reference(resourceId('a', 'b'), '2025-04-01').outputs.name.value]", false)]
    public void Secrets_OfAnExpression_AreSeen(string expression, bool isSecret) =>
        Assert.Equal(isSecret, Secrets().IsMatch(JsonValue.Create(expression).ToJsonString()));

    [Fact]
    public async Task Build_EveryRole_IsNamedAsItsNumberSays()
    {
        var sources = Checkout.Files("infra/bicep", ".bicep").SelectMany(path => RoleVariables().Matches(Checkout.Read(path))).ToList();
        Assert.InRange(sources.Count, 5, 30);
        Assert.All(sources, match =>
        {
            var name = Roles.Names[match.Groups[2].Value].Replace(" ", "", StringComparison.Ordinal);
            Assert.Equal(name, match.Groups[1].Value, ignoreCase: true);
        });
        var compiled = (await BicepCompiler.BuildAsync(BicepCompiler.Ours, "main.bicep")).ToJsonString();
        Assert.Empty(Numbers().Matches(compiled).Select(match => match.Value).Distinct().Except(Roles.Names.Keys));
    }

    // Of the template and of every template that it deploys.
    private static IEnumerable<JsonNode> Outputs(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member is { Key: "outputs", Value: JsonObject outputs }
            ? outputs.Select(output => output.Value!)
            : Outputs(member.Value)),
        JsonArray items => items.SelectMany(Outputs),
        _ => [],
    };

    // What an Azure resource calls its secrets; and a whole resource, which has some of them.
    [GeneratedRegex(@"list[A-Z]\w*\(|ConnectionString|InstrumentationKey|(?i:password|sharedKey|sasToken|primaryKey)" + WholeResource)]
    private static partial Regex Secrets();

    // A call of reference, to its closing bracket, without a member behind it.
    private const string WholeResource = @"|reference\((?:[^()]|(?<open>\()|(?<-open>\)))*(?(open)(?!))\)(?!\.)";

    [GeneratedRegex("(?m)^var ([A-Za-z]+) = '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'")]
    private static partial Regex RoleVariables();

    [GeneratedRegex("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Numbers();
}
