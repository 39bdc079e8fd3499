using Shaken.Core.Storage;

namespace Shaken.Core.Keys;

/// <summary>A key file in a folder of ours that cannot be used: an operator has to look, and trying again does not help.</summary>
public sealed class KeyFileException(string message) : StorageException(message);
