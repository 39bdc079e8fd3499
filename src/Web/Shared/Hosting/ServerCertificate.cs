using System.Net.Security;
using System.Security.Cryptography;
using System.Text;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Hosting;

/// <summary>
/// The certificate that TLS connections are answered with. Certificate and key are read again when either file changes, and are replaced together: while the
/// two do not fit, as between the writing of one and the other, new connections get the pair from before.
/// </summary>
internal sealed partial class ServerCertificate : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly TlsSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<ServerCertificate> _logger;
    private byte[] _seen = [];
    private volatile SslStreamCertificateContext _context;

    public ServerCertificate(TlsSettings settings, TimeProvider time, ILogger<ServerCertificate> logger)
    {
        (_settings, _time, _logger) = (settings, time, logger);
        _context = NewContext(settings.Certificate);
    }

    /// <summary>What the next handshake uses.</summary>
    public SslStreamCertificateContext Context => _context;

    /// <summary>Reads the files and takes what changed.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        byte[] chain, key;
        try
        {
            (chain, key) = (await File.ReadAllBytesAsync(_settings.CertificateFile, cancellationToken), await File.ReadAllBytesAsync(_settings.KeyFile, cancellationToken));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (IsNew(Encoding.UTF8.GetBytes(exception.Message))) LogKept(exception.Message);
            return;
        }

        if (!IsNew([.. chain, .. key])) return;
        if (!TlsCertificate.TryParse(chain, key, out var certificate, out var fault))
        {
            LogKept($"\"{(fault.IsOfKey ? _settings.KeyFile : _settings.CertificateFile)}\" {fault.Detail}");
            return;
        }

        if (certificate.Certificate.RawDataMemory.Span.SequenceEqual(_context.TargetCertificate.RawDataMemory.Span)) return;
        _context = NewContext(certificate);
        var notAfter = certificate.Certificate.NotAfter.ToUniversalTime();
        LogReloaded(notAfter);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await ReloadAsync(stoppingToken);
    }

    // Offline: the chain is what the file holds. Nothing is downloaded for it.
    private static SslStreamCertificateContext NewContext(TlsCertificate certificate) => SslStreamCertificateContext.Create(certificate.Certificate, certificate.Intermediates, offline: true);

    // One log line for each state of the files. The key itself is not kept.
    private bool IsNew(ReadOnlySpan<byte> state)
    {
        var hash = SHA256.HashData(state);
        var isNew = !hash.AsSpan().SequenceEqual(_seen);
        _seen = hash;
        return isNew;
    }

    [LoggerMessage(EventId = 8117, Level = LogLevel.Information, Message = "The server's TLS certificate was read again: valid until {NotAfter:u}")]
    private partial void LogReloaded(DateTime notAfter);

    [LoggerMessage(EventId = 8118, Level = LogLevel.Error, Message = "The server's new TLS certificate and key cannot be used, so the ones from before stay: {Failure}")]
    private partial void LogKept(string failure);
}
