using Shaken.Infra.Tests.Bicep;

namespace Shaken.Infra.Tests;

public sealed class ParserTests
{
    public static TheoryData<string> Files => [.. Checkout.Files("infra", ".bicep").Concat(Checkout.Files("infra", ".bicepparam"))];

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryFile_IsUnderstood_AndShort(string path)
    {
        var source = Checkout.Read(path);
        Assert.NotEmpty(Parser.Parse(path, source).Declarations);
        Assert.InRange(source.Split('\n').Length, 3, 300);
    }

    [Fact]
    public void ThereAreFiles() => Assert.InRange(Files.Count, 15, 60);

    [Theory]
    [InlineData("param name", 1, 11)]
    [InlineData("var name = 'open", 1, 12)]
    [InlineData("var a = 1\nvar b = {\n  c 1\n}", 3, 5)]
    [InlineData("var a = [\n  1 2\n]", 2, 5)]
    [InlineData("func f() string => 'a'", 1, 1)]
    [InlineData("extension microsoftGraph", 1, 1)]
    [InlineData("var a = #", 1, 9)]
    [InlineData("var a = 'x${b'", 1, 14)]
    [InlineData("var a = '\\q'", 1, 10)]
    [InlineData("var a = (1", 1, 11)]
    [InlineData("var a = map([1], x = 1)", 1, 20)]
    [InlineData("resource a 'T/t@2024-01-01' = [1]", 1, 31)]
    [InlineData("var a = { b: 1, b: 2 }", 1, 17)]
    [InlineData("var a = 1 var b = 2", 1, 11)]
    [InlineData("/* never ends", 1, 1)]
    [InlineData("targetScope = 'tenant'\n", 1, 23)]
    [InlineData("var a = concat([for x in y: x], [])", 1, 16)]
    public void WhatIsNoBicep_IsRefused_WithItsPlace(string source, int line, int column)
    {
        var refusal = Assert.Throws<BicepException>(() => Parser.Parse("x.bicep", source));
        Assert.Equal(new Position("x.bicep", line, column), refusal.At);
    }

    [Fact]
    public void AParameterFile_HasValuesAlone() =>
        Assert.Throws<BicepException>(() => Parser.Parse("x.bicepparam", "using 'x.bicep'\nvar a = 1"));

    [Fact]
    public void Operators_BindAsInTheLanguage()
    {
        var choice = Assert.IsType<ChoiceExpression>(Value("var a = b == 1 + 2 * 3 && !c ? 'x' : [ 'y' ]"));
        var and = Assert.IsType<BinaryExpression>(choice.Condition);
        Assert.Equal("&&", and.Operator);
        var sum = Assert.IsType<BinaryExpression>(Assert.IsType<BinaryExpression>(and.Left).Right);
        Assert.Equal(("+", "*"), (sum.Operator, Assert.IsType<BinaryExpression>(sum.Right).Operator));
    }

    [Fact]
    public void ATextWithHoles_NestsTexts()
    {
        var text = Assert.IsType<TextExpression>(Value("var a = 'a${b ? 'c${d}' : '}'}e\\'\\${f}'"));
        Assert.Equal(["a", "e'${f}"], text.Texts);
        Assert.Equal("}", Assert.IsType<TextExpression>(Assert.IsType<ChoiceExpression>(Assert.Single(text.Holes)).Else).Literal);
    }

    [Fact]
    public void ALongText_IsTakenAsItStands() =>
        Assert.Equal("one\n'two' ${three}\n", Assert.IsType<TextExpression>(Value("var a = '''\none\n'two' ${three}\n'''")).Literal);

    [Fact]
    public void ALambda_HasOneParameterOrMore()
    {
        var call = Assert.IsType<CallExpression>(Value("var a = map(b, (c, d) => map(c, e => { f: d }))"));
        Assert.Equal(["c", "d"], Assert.IsType<LambdaExpression>(call.Arguments[1]).Parameters);
    }

    private static Expression Value(string source) => Assert.IsType<Variable>(Assert.Single(Parser.Parse("x.bicep", source).Declarations)).Value;
}
