using Shaken.Architecture.Tests.Rules;

namespace Shaken.Architecture.Tests;

public sealed class FolderOrderTests
{
    private static readonly ILookup<string, string> Types =
        new[] { ("Foundations", "KebabCase"), ("Storage", "ETag"), ("Passports", "Passport") }.ToLookup(pair => pair.Item1, pair => pair.Item2);

    [Fact]
    public void Core_NamesOnlyFoldersAbove()
    {
        var sources = Checkout.Under("src/Core", ".cs").Select(file => (Path: file["src/Core/".Length..], Text: Checkout.Read(file))).ToArray();
        Assert.True(sources.Length > 100, $"only {sources.Length} sources of Core were found");
        var types = sources.SelectMany(source => FolderOrder.TypesOf(source.Text).Select(type => (Folder: source.Path.Split('/')[0], Type: type))).ToLookup(pair => pair.Folder, pair => pair.Type);
        Assert.Empty(sources.SelectMany(source => FolderOrder.ViolationsOf(source.Path, source.Text, types)));
    }

    [Theory]
    [InlineData("Storage/A.cs", "using Shaken.Core.Passports;\nnamespace Shaken.Core.Storage;", "Storage/A.cs: names Passports, which stands below Storage")]
    [InlineData("Storage/A.cs", "using static Shaken.Core.Passports.Passport;\nnamespace Shaken.Core.Storage;", "Storage/A.cs: names Passports, which stands below Storage")]
    [InlineData("Storage/A.cs", "namespace Shaken.Core.Storage;\nvar x = Passports.Passport.Of();", "Storage/A.cs: names Passports, which stands below Storage")]
    [InlineData("Storage/A.cs", "namespace Shaken.Core.Storage;\nvar x = new Core.Passports.Passport();", "Storage/A.cs: names Passports, which stands below Storage")]
    [InlineData("Storage/A.cs", "using P = global::Shaken.Core.Passports.Passport;\nnamespace Shaken.Core.Storage;", "Storage/A.cs: names Passports, which stands below Storage")]
    [InlineData("Storage/A.cs", "using Shaken.Core.Novelty;\nnamespace Shaken.Core.Storage;", "Storage/A.cs: names 'Novelty', which is not in the order")]
    [InlineData("Storage/A.cs", "namespace Shaken.Core.Passports;", "Storage/A.cs: its namespace is 'Shaken.Core.Passports'", "Storage/A.cs: names Passports, which stands below Storage")]
    [InlineData("Novelty/A.cs", "namespace Shaken.Core.Novelty;", "Novelty/A.cs: the folder 'Novelty' is not in the order")]
    [InlineData("A.cs", "namespace Shaken.Core;", "A.cs: the folder '' is not in the order")]
    public void ViolationsOf_FindsANameFromBelow(string path, string source, params string[] violations) =>
        Assert.Equal(violations, FolderOrder.ViolationsOf(path, source, Types));

    [Theory]
    [InlineData("using Shaken.Core.Foundations;\nnamespace Shaken.Core.Storage;\nvar x = Foundations.KebabCase.Of(Storage.ETag.None);")]
    [InlineData("using Microsoft.AspNetCore.Passports;\nnamespace Shaken.Core.Storage;\nvar x = Passports.Count + this.Passports.Passport;")]
    public void ViolationsOf_LeavesNamesFromAboveAndMembersAlone(string source) => Assert.Empty(FolderOrder.ViolationsOf("Storage/A.cs", source, Types));

    [Fact]
    public void TypesOf_FindsEachKindOfType() =>
        Assert.Equal(["A", "B", "C", "D", "E"], FolderOrder.TypesOf("public sealed class A\ninternal readonly record struct B(int X);\n    file interface C\nenum D { X }\npublic abstract record E;"));
}
