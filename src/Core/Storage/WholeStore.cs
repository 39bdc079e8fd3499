namespace Shaken.Core.Storage;

/// <summary>Both ports of one store, and all that lies in it.</summary>
public sealed record WholeStore(IRecords Records, IBlobs Blobs, IInventory Inventory);
