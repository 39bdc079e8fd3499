using Shaken.Core.CallPlacement.Posting;
using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement.Taking;

/// <summary>As whom, and in which dialect, a provider's own CPS is read.</summary>
/// <param name="Provider">Whose mailbox it is.</param>
public abstract record CpsReader(ProviderId Provider);

/// <summary>The out-of-band SHAKEN draft, with a reader key.</summary>
/// <param name="Url">The URL that others post to, such as <c>https://cps.example/cps/company/1234</c>.</param>
public sealed record OpenCpsReader(ProviderId Provider, Uri Url, SecretText Key) : CpsReader(Provider);

/// <summary>ATIS-1000096: whatever was published for the call.</summary>
/// <param name="Url">The base URL.</param>
/// <param name="Audience">The name that the CPS expects in aud.</param>
public sealed record SharedCpsReader(ProviderId Provider, Uri Url, string Audience, PostIdentity Identity) : CpsReader(Provider);

/// <summary>ATIS-1000105: what the partners published that the CPS was agreed on with.</summary>
/// <param name="Url">The base URL.</param>
/// <param name="Audience">The name that the CPS expects in aud.</param>
/// <param name="Publishers">At least one; each is asked for at the same time.</param>
public sealed record AgreedCpsReader(
    ProviderId Provider, Uri Url, string Audience, PostIdentity Identity, IReadOnlyList<ServiceProviderCode> Publishers)
    : CpsReader(Provider);
