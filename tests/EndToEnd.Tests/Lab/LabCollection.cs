namespace Shaken.EndToEnd.Tests.Lab;

/// <summary>Tests with labs, one after another: a lab that was stopped comes back to its ports, which another would have taken meanwhile.</summary>
[CollectionDefinition(Name)]
public sealed class LabCollection
{
    public const string Name = "labs";
}
