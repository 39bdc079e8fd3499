using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Shaken.Core.Keys;

namespace Shaken.Azure.KeyVault.Keys;

/// <summary>
/// The keys of one vault or managed HSM over its REST interface, version 7.4. What the service refuses comes as <see cref="RequestFailedException"/> with the
/// service's own status and error code; an answer that no vault gives, as <see cref="VaultUntrustedException"/>.
/// </summary>
/// <remarks>A create, import or rotation whose answer was lost is sent again and then leaves two versions: harmless, since only the one that was answered is used.</remarks>
public sealed class VaultKeysClient
{
    private const string ApiVersion = "7.4";
    private const int MaxPages = 400;

    private readonly HttpPipeline _pipeline;

    /// <param name="time">For waits, and for judging when tokens end.</param>
    public VaultKeysClient(VaultAddress vault, TokenCredential credential, VaultClientOptions options, TimeProvider time)
    {
        Vault = vault;
        _pipeline = options.NewPipeline(vault, credential, time);
    }

    public VaultAddress Vault { get; }

    /// <summary>Makes a key on P-256 that signs: the first version of its name, or a further one.</summary>
    public async Task<VaultKey> CreateAsync(string name, VaultProtection protection, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) =>
        Named(name, VaultKeyJson.ReadKey(await SendAsync(RequestMethod.Post, $"{Path(name)}/create", VaultKeyJson.NewKey(protection, tags), cancellationToken)));

    /// <summary>Takes a key in that was made elsewhere. Its maker may have kept it: prefer <see cref="CreateAsync"/>.</summary>
    /// <param name="key">Curve P-256 with its private half D.</param>
    public async Task<VaultKey> ImportAsync(string name, ECParameters key, VaultProtection protection, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        if (key is not { D.Length: 32, Q.X.Length: 32, Q.Y.Length: 32 }) throw new ArgumentException("A private key on P-256 is wanted.", nameof(key));
        return Named(name, VaultKeyJson.ReadKey(await SendAsync(RequestMethod.Put, Path(name), VaultKeyJson.Import(key, protection, tags), cancellationToken)));
    }

    /// <summary>The newest version.</summary>
    public async Task<VaultKey> GetAsync(string name, CancellationToken cancellationToken) => Named(name, VaultKeyJson.ReadKey(await SendAsync(RequestMethod.Get, Path(name), body: null, cancellationToken)));

    /// <summary>One version.</summary>
    public async Task<VaultKey> GetAsync(VaultIdentifier id, CancellationToken cancellationToken)
    {
        var key = VaultKeyJson.ReadKey(await SendAsync(RequestMethod.Get, Path(id), body: null, cancellationToken));
        return key.Id == id ? key : throw new VaultUntrustedException($"{Vault} answered with {key.Id} instead of {id}.");
    }

    /// <summary>Every version, in no order that the service promises.</summary>
    public async IAsyncEnumerable<VaultKeyVersion> GetVersionsAsync(string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Uri? next = new($"{Vault}{Path(name)}/versions?api-version={ApiVersion}");
        for (var page = 0; next is not null; page++)
        {
            if (page == MaxPages) throw new VaultUntrustedException($"{Vault} lists the versions of {name} without end.");
            var (versions, link) = VaultKeyJson.ReadPage(await SendAsync(RequestMethod.Get, next, body: null, cancellationToken));
            foreach (var version in versions)
            {
                Check(name, version.Id);
                yield return version;
            }

            next = link is null ? null : OnThisVault(link);
        }
    }

    /// <summary>Makes the next version, by the key's own policy.</summary>
    public async Task<VaultKey> RotateAsync(string name, CancellationToken cancellationToken) => Named(name, VaultKeyJson.ReadKey(await SendAsync(RequestMethod.Post, $"{Path(name)}/rotate", [], cancellationToken)));

    /// <summary>Signs a SHA-256 digest with ES256.</summary>
    public async Task<EcdsaSignature> SignAsync(VaultIdentifier id, ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken)
    {
        if (sha256.Length != SHA256.HashSizeInBytes) throw new ArgumentException("A SHA-256 digest of 32 octets is wanted.", nameof(sha256));
        var (keyId, signature) = VaultKeyJson.ReadSignature(await SendAsync(RequestMethod.Post, $"{Path(id)}/sign", VaultKeyJson.Sign(sha256.Span), cancellationToken));
        return VaultIdentifier.TryParse(keyId, out var signer) && signer == id ? signature : throw new VaultUntrustedException($"{Vault} signed with another key than {id}.");
    }

    private Task<ReadOnlyMemory<byte>> SendAsync(RequestMethod method, string path, byte[]? body, CancellationToken cancellationToken) =>
        SendAsync(method, new Uri($"{Vault}{path}?api-version={ApiVersion}"), body, cancellationToken);

    private async Task<ReadOnlyMemory<byte>> SendAsync(RequestMethod method, Uri url, byte[]? body, CancellationToken cancellationToken)
    {
        using var message = _pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(url);
        message.Request.Headers.SetValue(HttpHeader.Names.Accept, "application/json");
        if (body is not null)
        {
            message.Request.Content = RequestContent.Create(body);
            message.Request.Headers.SetValue(HttpHeader.Names.ContentType, "application/json");
        }

        await _pipeline.SendAsync(message, cancellationToken);
        return message.Response.Status is >= 200 and < 300 ? message.Response.Content.ToMemory() : throw new RequestFailedException(message.Response);
    }

    // A stranger's link would be asked with our token.
    private Uri OnThisVault(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var url) && VaultAddress.TryFrom(url, out var vault) && vault == Vault
            ? url
            : throw new VaultUntrustedException($"{Vault} continues its list elsewhere.");

    private VaultKey Named(string name, VaultKey key)
    {
        Check(name, key.Id);
        return key;
    }

    private void Check(string name, VaultIdentifier id)
    {
        if (id.Vault != Vault || !string.Equals(id.Name, name, StringComparison.OrdinalIgnoreCase)) throw new VaultUntrustedException($"{Vault} answered with {id} instead of a key {name} of its own.");
    }

    private string Path(VaultIdentifier id) =>
        id.Vault == Vault && id.Collection == VaultCollection.Keys ? $"{Path(id.Name)}/{id.Version}" : throw new ArgumentException($"{id} is no key of {Vault}.", nameof(id));

    private static string Path(string name) => VaultIdentifier.IsName(name) ? $"/keys/{name}" : throw new ArgumentException("A key's name has 1 to 127 of 0-9 a-z A-Z -", nameof(name));
}
