using Shaken.Infra.Tests.Bicep;

namespace Shaken.Infra.Tests;

/// <summary>Our files hold, and the checks see what does not.</summary>
public sealed class CheckerTests
{
    private const string Account = "resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'a'\n}\n";
    private const string Other = "param wanted string\nparam size 1 | 2 = 1\noutput its string = wanted\noutput sizes int = size";

    [Theory]
    [MemberData(nameof(ParserTests.Files), MemberType = typeof(ParserTests))]
    public void EveryFile_Holds(string path) => Assert.Empty(FileChecker.Check(Workspace.Checkout, path));

    [Fact]
    public void WhatHolds_IsNotRefused() =>
        Assert.Empty(Check("param names string[]\nvar short = map(filter(names, name => !empty(name)), (name, at) => { text: '${name}${at}' })\noutput texts array = [for one in short: one.text]\n" + Account
            + "module other 'other.bicep' = [for name in names: {\n  name: name\n  params: {\n    wanted: account.properties.location\n  }\n}]\noutput first string = other[0].outputs.its"));

    [Theory]
    [InlineData("output a string = nobody", "there is no nobody")]
    [InlineData("var a = b\nvar b = a\noutput c string = a", "refers to itself")]
    [InlineData("var a = 1\nvar a = 2\noutput c int = a", "declared twice")]
    [InlineData("var a = 1", "a is used by nobody")]
    [InlineData("output a int = 'x'", "int is wanted, not string")]
    [InlineData("output a string = nothing('x')", "there is no function nothing")]
    [InlineData("output a string = join(['x'])", "takes 2 to 2 arguments")]
    [InlineData("var a = { b: 1 }\noutput c int = a.d", "there is no d")]
    [InlineData("var a = [for x in ['y']: x]\noutput c array = map(a, a => a)", "a hides another a")]
    [InlineData("output a bool = 'x' == 1", "never equal")]
    [InlineData("output a array = [for x in 'y': x]", "anything[] is wanted")]
    [InlineData("type t = { a: string }\nparam p t\noutput a string = p.b", "there is no b")]
    [InlineData("type t = { a: string }\nparam p t = { a: 'x', b: 'y' }\noutput a string = p.a", "there is no b")]
    [InlineData("type t = { a: string, b: { *: int } }\nparam p t[] = [\n  { a: 'x', b: { c: 1 } }\n  { a: 'x', b: { d: 'y' } }\n]\noutput a array = p", "p[].b.d: int is wanted")]
    [InlineData("type t = { a: string, b: { *: int } }\nparam p t[] = [\n  { a: 'x', b: {} }\n  { b: { d: 1 } }\n]\noutput a array = p", "p[]: a is missing")]
    [InlineData("param p missing\noutput a string = p", "there is no type missing")]
    [InlineData("param p 'a' | 'b' = 'c'\noutput a string = p", "\"c\" is none of")]
    [InlineData("import { x } from 'other.bicep'\noutput a string = x", "exports no x")]
    [InlineData("@nonsense()\nparam p string\noutput a string = p", "the decorator nonsense")]
    [InlineData("var a = '${['x']}'\noutput b string = a", "a hole of a text")]
    public void WrongExpression_IsRefused(string source, string reason) => AssertRefused(source, reason);

    [Theory]
    [InlineData("resource a 'Microsoft.Storage/storageAccounts' = {\n  name: 'a'\n}", "no type with a version")]
    [InlineData("resource a 'Microsoft.Storage/storageAcounts@2023-05-01' = {\n  name: 'a'\n}", "is not known")]
    [InlineData("resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  location: 'a'\n}", "has no name")]
    [InlineData("resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'a'\n  propertys: {}\n}", "there is no propertys here")]
    [InlineData("resource a 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {\n  name: 'a'\n}", "has no parent")]
    [InlineData("resource a 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {\n  name: 'a'\n}", "a is used by nobody")]
    [InlineData("resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = [for x in ['y']: {\n  name: x\n}]\noutput b string = a.id", "which one of it")]
    [InlineData(Account + "output b string = account.propertys.x", "a resource has no propertys")]
    [InlineData(Account + "output b string = account[0].id", "is not counted")]
    [InlineData("targetScope = 'subscription'\n" + Account, "does not lie in a subscription")]
    [InlineData("resource r 'Microsoft.Authorization/roleAssignments@2022-04-01' = {\n  name: 'a'\n}", "it has no scope")]
    public void WrongResource_IsRefused(string source, string reason) => AssertRefused(source, reason);

    [Theory]
    [InlineData("module m 'missing.bicep' = {\n  name: 'm'\n}", "there is no file missing.bicep")]
    [InlineData("module m 'other.bicep' = {\n  name: 'm'\n}", "is not given wanted")]
    [InlineData("module m 'other.bicep' = {\n  name: 'm'\n  params: {\n    wanted: 'x'\n    more: 1\n  }\n}", "takes no more")]
    [InlineData("module m 'other.bicep' = {\n  name: 'm'\n  params: {\n    wanted: 1\n  }\n}", "wanted: string is wanted")]
    [InlineData("module m 'other.bicep' = {\n  name: 'm'\n  params: {\n    wanted: 'x'\n    size: 3\n  }\n}", "size: \"3\" is none of")]
    [InlineData("module m 'other.bicep' = {\n  name: 'm'\n  params: {\n    wanted: 'x'\n  }\n}\noutput a string = m.outputs.nothing", "there is no nothing")]
    [InlineData("module m 'other.bicep' = {\n  name: 'm'\n  params: {\n    wanted: 'x'\n  }\n}\noutput a int = m.outputs.its", "int is wanted, not string")]
    [InlineData("targetScope = 'subscription'\nmodule m 'other.bicep' = {\n  name: 'm'\n  params: {\n    wanted: 'x'\n  }\n}", "so this module has a scope")]
    public void WrongModule_IsRefused(string source, string reason) => AssertRefused(source, reason);

    [Theory]
    [InlineData("output a string = account.listKeys().keys[0].value", "may be a secret")]
    [InlineData("var keys = listKeys(account.id, '2023-05-01')\noutput a object = keys", "has what listKeys gives")]
    [InlineData("output a string = account.properties.ConnectionString", "has the secret ConnectionString")]
    [InlineData("var a = account.properties.InstrumentationKey\noutput b string = 'x${a}'", "has the secret InstrumentationKey")]
    [InlineData("@secure()\nparam password string\nvar x = '${password}!'\noutput b string = x", "has the parameter password")]
    [InlineData("param password string\noutput b int = 1\nvar c = password\noutput d bool = empty(c)", "without @secure()")]
    [InlineData("output a object = account", "is a whole resource")]
    [InlineData("output a object = account.properties", "is a whole resource")]
    [InlineData("@secure()\nparam token string = 'x'\nvar a = token\noutput b bool = empty(a)", "stands in the file")]
    public void Secret_IsSeen(string source, string reason) => AssertRefused(source.Contains("account", StringComparison.Ordinal) ? Account + source : source, reason);

    [Theory]
    [InlineData("var storageBlobDataOwner = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'\noutput a string = storageBlobDataOwner", "is Storage Blob Data Contributor")]
    [InlineData("var owner = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635'\noutput a string = owner", "is no role that is known here")]
    [InlineData("output a string = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'", "stands in a variable of its name")]
    public void WrongRole_IsRefused(string source, string reason) => AssertRefused(source, reason);

    [Theory]
    [InlineData("param other = 'x'", "takes no other")]
    [InlineData("param size = 2", "is not given wanted")]
    [InlineData("param wanted = [\n  'x'\n]", "string is wanted")]
    public void WrongParameterFile_IsRefused(string source, string reason) =>
        Assert.Contains(FileChecker.Check(Workspace.Of(("x.bicepparam", "using 'other.bicep'\n" + source), ("other.bicep", Other)), "x.bicepparam"), fault => fault.Message.Contains(reason, StringComparison.Ordinal));

    [Fact]
    public void AFault_SaysWhere()
    {
        var fault = Assert.Single(Check("var a = 1\noutput b int = a +\\\n".Replace("\\\n", " c", StringComparison.Ordinal)));
        Assert.Equal("x.bicep(2,20): there is no c", fault.ToString());
    }

    private static IReadOnlyList<Fault> Check(string source) => FileChecker.Check(Workspace.Of(("x.bicep", source), ("other.bicep", Other)), "x.bicep");

    private static void AssertRefused(string source, string reason) =>
        Assert.Contains(Check(source), fault => fault.Message.Contains(reason, StringComparison.Ordinal));
}
