using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Shaken.Demo;
using Shaken.Core.Tests.Support;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Hosting;

/// <summary>The server's certificate and key are read again when their files change, together or not at all.</summary>
public sealed class ServerCertificateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-test-");
    private readonly ManualTime _time = new();
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly LoggerFactory _loggers;
    private readonly LoopbackTls _old;
    private readonly LoopbackTls _next;

    public ServerCertificateTests()
    {
        _loggers = new LoggerFactory([new FullLogging(_lines)]);
        _old = LoopbackTls.Make(_folder.FullName, _time);
        _time.Advance(TimeSpan.FromSeconds(1));
        _next = LoopbackTls.Make(_folder.CreateSubdirectory("next").FullName, _time);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _loggers.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Reload_WhenBothFilesChanged_TakesThePair()
    {
        using var certificate = New();
        var before = certificate.Context.TargetCertificate.SerialNumber;
        await certificate.ReloadAsync(Token);
        Assert.Equal(before, certificate.Context.TargetCertificate.SerialNumber);
        File.Copy(_next.CertificatePath, _old.CertificatePath, overwrite: true);
        File.Copy(_next.KeyPath, _old.KeyPath, overwrite: true);
        await certificate.ReloadAsync(Token);
        Assert.NotEqual(before, certificate.Context.TargetCertificate.SerialNumber);
        Assert.StartsWith("Information 8117 ", Assert.Single(_lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_BetweenCertificateAndKey_KeepsTheOldPair()
    {
        using var certificate = New();
        var before = certificate.Context;
        File.Copy(_next.CertificatePath, _old.CertificatePath, overwrite: true);
        await certificate.ReloadAsync(Token);
        await certificate.ReloadAsync(Token);
        Assert.Same(before, certificate.Context);
        Assert.StartsWith("Error 8118 ", Assert.Single(_lines), StringComparison.Ordinal);
        File.Copy(_next.KeyPath, _old.KeyPath, overwrite: true);
        await certificate.ReloadAsync(Token);
        Assert.NotSame(before, certificate.Context);
    }

    [Fact]
    public async Task Reload_WithoutAFile_KeepsTheOldPair()
    {
        using var certificate = New();
        var before = certificate.Context;
        File.Delete(_old.KeyPath);
        await certificate.ReloadAsync(Token);
        Assert.Same(before, certificate.Context);
        Assert.StartsWith("Error 8118 ", Assert.Single(_lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Started_LooksEveryMinute()
    {
        using var certificate = New();
        var before = certificate.Context;
        await certificate.StartAsync(Token);
        File.Copy(_next.CertificatePath, _old.CertificatePath, overwrite: true);
        File.Copy(_next.KeyPath, _old.KeyPath, overwrite: true);
        for (var round = 0; round < 1_000_000 && ReferenceEquals(before, certificate.Context); round++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.NotSame(before, certificate.Context);
        await certificate.StopAsync(Token);
    }

    private ServerCertificate New()
    {
        Assert.True(TlsCertificate.TryParse(File.ReadAllBytes(_old.CertificatePath), File.ReadAllBytes(_old.KeyPath), out var read, out var fault), fault?.Detail);
        return new ServerCertificate(new TlsSettings(_old.CertificatePath, _old.KeyPath, read), _time, _loggers.CreateLogger<ServerCertificate>());
    }
}
