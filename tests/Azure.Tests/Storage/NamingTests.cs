using Shaken.Azure.Blobs;
using Shaken.Azure.Tables;

namespace Shaken.Azure.Tests.Storage;

public sealed class NamingTests
{
    [Theory]
    [InlineData("mailbox", "shaken0mailbox")]
    [InlineData("AcmeOrders", "shaken0zacmezorders")]
    [InlineData("crl-numbers", "shaken0crlz1numbers")]
    [InlineData("zZ_.~:=", "shaken0z0zzz2z3z4z5z6")]
    public void TableName_IsMappedThereAndBack(string table, string azure)
    {
        var naming = new TableNaming("shaken");
        Assert.Equal(azure, naming.ToAzure(table));
        Assert.True(naming.TryFromAzure(azure, out var back));
        Assert.Equal(table, back);
    }

    [Theory]
    [InlineData("certificates", "shaken-certificates")]
    [InlineData("trust-lists", "shaken-trust-lists")]
    [InlineData("-a--b-", "shaken-z1a-z1bz1")]
    [InlineData("A_b.z", "shaken-zaz2bz3z0")]
    public void ContainerName_IsMappedThereAndBack(string container, string azure)
    {
        var naming = new ContainerNaming("shaken");
        Assert.Equal(azure, naming.ToAzure(container));
        Assert.True(naming.TryFromAzure(azure, out var back));
        Assert.Equal(container, back);
    }

    [Fact]
    public void NamesThatDiffer_DifferForAzureToo_WhichComparesWithoutCase()
    {
        const string TableLetters = "aAzZ09-_.~:=";
        const string ContainerLetters = "aAzZ09-_.";
        var (tables, containers) = (new TableNaming("p"), new ContainerNaming("p"));
        Assert.Equal(0, Clashes(TableLetters, tables.ToAzure, tables.TryFromAzure));
        Assert.Equal(0, Clashes(ContainerLetters, containers.ToAzure, containers.TryFromAzure));
    }

    [Theory]
    [InlineData("shaken2", "shaken0mailbox")]
    [InlineData("shaken", "shaken20mailbox")]
    [InlineData("shaken", "shaken0")]
    [InlineData("shaken", "shaken0az")]
    [InlineData("shaken", "shaken0z9")]
    [InlineData("shaken", "other")]
    public void TableOfAnother_IsNotOurs(string prefix, string azure) => Assert.False(new TableNaming(prefix).TryFromAzure(azure, out _));

    [Theory]
    [InlineData("shaken2", "shaken-crl")]
    [InlineData("shaken", "shaken2-crl")]
    [InlineData("shaken", "shaken-z1")]
    [InlineData("shaken", "shaken-")]
    [InlineData("shaken", "shaken-az")]
    public void ContainerOfAnother_IsNotOurs(string prefix, string azure) => Assert.Equal(azure == "shaken-z1", new ContainerNaming(prefix).TryFromAzure(azure, out _));

    [Fact]
    public void NameTooLongForAzure_IsABug()
    {
        Assert.Throws<ArgumentException>(() => new TableNaming("shaken").ToAzure(new string('a', 57)));
        Assert.Equal(63, new TableNaming("shaken").ToAzure(new string('a', 56)).Length);
        Assert.Throws<ArgumentException>(() => new ContainerNaming("shaken").ToAzure(new string('a', 57)));
    }

    [Theory]
    [InlineData("shaken", true)]
    [InlineData("a", true)]
    [InlineData("prod2", true)]
    [InlineData("", false)]
    [InlineData("prod0", false)]
    [InlineData("Prod", false)]
    [InlineData("2prod", false)]
    [InlineData("a-b", false)]
    [InlineData("abcdefghijklmnopq", false)]
    public void Prefix_IsOfLettersAndDigits_WithoutZero(string prefix, bool isValid) => Assert.Equal(isValid, StoragePrefix.IsValid(prefix));

    private delegate bool TryFrom(string azure, out string? own);

    // Of all names of up to three letters, how many are not the only one of their mapped name, ignoring case, or do not come back.
    private static int Clashes(string letters, Func<string, string> map, TryFrom back)
    {
        var ones = letters.Select(letter => $"{letter}").ToList();
        var names = ones.Concat(ones.SelectMany(first => ones.Select(second => first + second))).Concat(ones.SelectMany(first => ones.SelectMany(second => ones.Select(third => first + second + third)))).ToList();
        return names.GroupBy(map, StringComparer.OrdinalIgnoreCase).Count(group => group.Count() > 1 || !back(group.Key, out var own) || own != group.Single());
    }
}
