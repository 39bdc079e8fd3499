using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.IdentityModel.Tokens;

namespace Shaken.Web.Operators.Entra;

/// <summary>
/// The verification of tokens of <see cref="EntraSettings"/>. Only the parts of ASP.NET Core that verify: with its authentication
/// services, a middleware would verify the bearers of all routes, and sign-in by cookies would keep keys in a folder of the machine.
/// </summary>
internal static class EntraServices
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    // As the issuers of OpenID Connect use them; none that is symmetric.
    private static readonly string[] Algorithms =
        [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];

    public static void Add(IServiceCollection services, EntraSettings settings)
    {
        services.AddSingleton<EntraTokens>();
        if (settings.Authority is not { } authority) return;
        services.TryAddSingleton(UrlEncoder.Default);
        services.TryAddSingleton<IAuthenticationConfigurationProvider, NoConfiguration>();
        new AuthenticationBuilder(services).AddJwtBearer(EntraTokens.SchemeName, _ => { });
        services.AddOptions<JwtBearerOptions>(EntraTokens.SchemeName).Configure<TimeProvider, HttpMessageInvoker>((options, time, http) =>
        {
            options.Authority = authority.AbsoluteUri;
            options.RequireHttpsMetadata = authority.Scheme == Uri.UriSchemeHttps;
            options.MapInboundClaims = false;
            options.BackchannelHttpHandler = new OperatorHandler(http);
            options.TokenValidationParameters.ValidAudience = settings.Audience;
            options.TokenValidationParameters.ValidAlgorithms = Algorithms;
            options.TokenValidationParameters.LifetimeValidator = (notBefore, expires, _, _) =>
                IsInForce(time.GetUtcNow().UtcDateTime, notBefore, expires);
        });
    }

    private static bool IsInForce(DateTime now, DateTime? notBefore, DateTime? expires) =>
        expires is { } end && now < end + Skew && !(now < notBefore - Skew);

    /// <summary>Schemes are set here alone, and not by a section of the configuration that nobody declared.</summary>
    private sealed class NoConfiguration : IAuthenticationConfigurationProvider
    {
        public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationBuilder().Build();
    }

    /// <summary>Fetches the issuer's metadata as everything of a host that the operator named is fetched: no redirect, no proxy.</summary>
    private sealed class OperatorHandler(HttpMessageInvoker http) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            http.SendAsync(request, cancellationToken);
    }
}
