using Shaken.Core.Fetching;

namespace Shaken.Web.CallPlacement.OutOfBand;

/// <summary>The HTTP clients of out-of-band posts, both of which show the STI certificate to a CPS that asks for one.</summary>
internal sealed class OutOfBandHttp : IDisposable
{
    private static readonly GuardedShares Shares = new(All: 256, PerHost: 8);

    public OutOfBandHttp(FetchingOptions options, IAddressResolver resolver, ClientIdentity? identity)
    {
        Operators = OperatorClient.New(options, identity);
        Outsiders = new HttpMessageInvoker(new GuardedHandler(options, resolver, Shares, identity));
    }

    /// <summary>For hosts that the operator named.</summary>
    public HttpMessageInvoker Operators { get; }

    /// <summary>For hosts that a list or an advertisement named.</summary>
    public HttpMessageInvoker Outsiders { get; }

    public void Dispose()
    {
        Operators.Dispose();
        Outsiders.Dispose();
    }
}
