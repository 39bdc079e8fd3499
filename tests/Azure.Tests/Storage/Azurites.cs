using Azure.Core;
using Azure.Core.Pipeline;
using Shaken.Azure.Clients;
using Shaken.Azurite;
using Shaken.Core.Foundations;

[assembly: AssemblyFixture(typeof(Shaken.Azure.Tests.Storage.Azurites))]

namespace Shaken.Azure.Tests.Storage;

/// <summary>The two Azurites that all tests of this program share, each started by the first test that wants it.</summary>
public sealed class Azurites : IAsyncDisposable
{
    private static readonly StorageRetries Quick = new(6, TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly ServerCertificate _certificate = new();
    private AzuriteServer? _withKey;
    private AzuriteServer? _withTokens;

#pragma warning disable RS0030 // A test against a real server lives in real time.
    private static readonly TimeProvider Clock = TimeProvider.System;
#pragma warning restore RS0030

    /// <summary>A store over http, its requests signed with the account key.</summary>
    /// <param name="prefix">What keeps it apart from other tests' stores.</param>
    /// <param name="transport">What stands between the pipeline and the server; null: nothing.</param>
    public async Task<AzureStore> WithKeyAsync(string prefix, Func<HttpPipelineTransport, HttpPipelineTransport>? transport = null, TimeProvider? time = null, StorageRetries? retries = null) =>
        new((await ServerAsync()).Connect(), credential: null, prefix, Options(HttpClientTransport.Shared, transport, time, retries));

    /// <summary>A store over https, its requests with a bearer token.</summary>
    public async Task<AzureStore> WithTokensAsync(string prefix, TokenCredential? credential = null, Func<HttpPipelineTransport, HttpPipelineTransport>? transport = null)
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _withTokens ??= await AzuriteServer.StartWithTokensAsync(_certificate.CertificateFile, _certificate.KeyFile, TestContext.Current.CancellationToken);
        }
        finally
        {
            _starting.Release();
        }

        var connection = new StorageConnection(_withTokens.Blobs, _withTokens.Tables, Key: null);
        return new(connection, credential ?? new SelfMadeCredential(Clock), prefix, Options(_certificate.NewTransport(), transport, time: null, retries: null));
    }

    /// <summary>The shared server with an account key.</summary>
    internal async Task<AzuriteServer> ServerAsync()
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _withKey ??= await AzuriteServer.StartAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            _starting.Release();
        }
    }

    internal static AzureStoreOptions Options(
        HttpPipelineTransport wire, Func<HttpPipelineTransport, HttpPipelineTransport>? transport, TimeProvider? time,
        StorageRetries? retries) =>
        new(time ?? Clock, SystemRandom.Instance, retries ?? Quick) { Transport = transport?.Invoke(wire) ?? wire };

    public async ValueTask DisposeAsync()
    {
        if (_withKey is not null) await _withKey.DisposeAsync();
        if (_withTokens is not null) await _withTokens.DisposeAsync();
        _certificate.Dispose();
        _starting.Dispose();
    }
}
