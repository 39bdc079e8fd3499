using System.Buffers;

namespace Shaken.Core.Fetching;

/// <summary>
/// A body as it comes: in memory while it is small, beyond that in a temporary file. However many hosts send large documents slowly, memory
/// is taken only when one is complete, and then once and in its size.
/// </summary>
internal sealed class ArrivingBody(string folder) : IAsyncDisposable
{
    /// <summary>Octets up to which a body stays in memory.</summary>
    public const int MostInMemory = 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _start = new(1024);
    private FileStream? _file;

    /// <summary>Octets that have come.</summary>
    public int Count { get; private set; }

    /// <exception cref="GuardException">The disk does not take it.</exception>
    public async ValueTask AddAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        Count += octets.Length;
        if (Count <= MostInMemory)
        {
            _start.Write(octets.Span);
            return;
        }

        try
        {
            _file ??= Open();
            await _file.WriteAsync(octets, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NoRoom();
        }
    }

    /// <summary>All of it.</summary>
    /// <exception cref="GuardException">The disk does not give it back.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ToOctetsAsync(CancellationToken cancellationToken)
    {
        var octets = GC.AllocateUninitializedArray<byte>(Count);
        _start.WrittenSpan.CopyTo(octets);
        if (_file is null) return octets;
        try
        {
            _file.Position = 0;
            await _file.ReadExactlyAsync(octets.AsMemory(_start.WrittenCount), cancellationToken);
            return octets;
        }
        catch (IOException)
        {
            throw NoRoom();
        }
    }

    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;

    // Without a name from the start where the system can: nothing is left behind by a program that is killed.
    private FileStream Open()
    {
        var path = Path.Combine(folder, $"shaken-fetch-{Path.GetRandomFileName()}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous,
        };
        if (OperatingSystem.IsWindows())
        {
            options.Options |= FileOptions.DeleteOnClose;
            return new FileStream(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        File.Delete(path);
        return file;
    }

    // Our own trouble says nothing about the URL.
    private static GuardException NoRoom() => new(new FetchRefusal(FetchFailure.Busy, "the temporary folder does not take the document"));
}
