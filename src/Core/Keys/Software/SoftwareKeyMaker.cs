namespace Shaken.Core.Keys.Software;

/// <summary>Makes keys in this process's memory, which a folder keeps as files.</summary>
public sealed class SoftwareKeyMaker : IKeyMaker
{
    public static SoftwareKeyMaker Instance { get; } = new();

    public ValueTask<ISigningKey> NewAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ISigningKey>(SoftwareKey.New());
}
