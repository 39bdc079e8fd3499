using System.Text.Json.Nodes;

namespace Shaken.Infra.Tests;

public sealed class ArmExpressionTests
{
    private const string App = "reference('/app', '2023-01-31')";

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("[[plain]", "[plain]")]
    [InlineData("['it''s']", "it's")]
    [InlineData("[format('{0}-{1}', 'a', 2)]", "a-2")]
    [InlineData("[concat('a', format('{0}', 'b'))]", "ab")]
    [InlineData($"[{App}.clientId]", "</app.clientId>")]
    [InlineData($"[format('ClientId={{0}};', {App}.clientId)]", "ClientId=</app.clientId>;")]
    [InlineData("[union(createObject('a', 'x', 'b', 'y'), createObject('b', 'z'))]", """{"a":"x","b":"z"}""")]
    [InlineData($"[union(createObject('a', 'x'), createObject('a', {App}.clientId)).a]", "</app.clientId>")]
    [InlineData("[union(createObject('a', createObject('b', 1)), createObject('a', createObject('c', 2)))]", """{"a":{"b":1,"c":2}}""")]
    [InlineData("[concat(createArray(createObject('a', true())), createArray())]", """[{"a":true}]""")]
    [InlineData("[join(createArray('a', 'b'), ',')]", "a,b")]
    [InlineData("[join(parameters('networks'), ',')]", "<networks>")]
    [InlineData($"[if(empty({App}.id), 'none', 'some')]", "some")]
    [InlineData("[if(empty(createArray()), 'none', 'some')]", "none")]
    [InlineData("[extensionResourceId('/vault', 'Some.Type/rights', 'x')]", "/vault/providers/Some.Type/rights/x")]
    [InlineData("[environment().suffixes.storage]", "<environment.suffixes.storage>")]
    [InlineData("[createObject('a', null())]", """{"a":null}""")]
    [InlineData("[createObject('a', 'x').a]", "x")]
    [InlineData("[createObject('a b', -3)['a b']]", "-3")]
    public void Resolve_Expression_HasItsValue(string expression, string value) => Assert.Equal(value, TextOf(expression));

    [Fact]
    public void Resolve_ExpressionsWithinAnObject_AreAllWorkedOut()
    {
        var given = JsonNode.Parse("""{"[format('x')]":["[concat('y')]",{"z":1}]}""");
        Assert.Equal("""{"x":["y",{"z":1}]}""", ArmExpression.Resolve(given)!.ToJsonString());
    }

    [Theory]
    [InlineData("[nothing('a')]")]
    [InlineData("[format('a') b]")]
    [InlineData("[format('a']")]
    [InlineData("['a'.b]")]
    public void Resolve_WhatIsNotKnown_Fails(string expression) => Assert.ThrowsAny<Exception>(() => TextOf(expression));

    private static string TextOf(string expression) => ArmExpression.TextOf(ArmExpression.Resolve(JsonValue.Create(expression)));
}
