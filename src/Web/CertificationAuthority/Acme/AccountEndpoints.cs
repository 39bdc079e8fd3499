using System.Text;
using Microsoft.Net.Http.Headers;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Limiting;

namespace Shaken.Web.CertificationAuthority.Acme;

/// <summary>Accounts: new, read, changed, their keys, their orders (RFC 8555 section 7.3).</summary>
internal static class AccountEndpoints
{
    private const int OrdersPerPage = 100;

    public static Task NewAsync(HttpContext context) => AcmeCall.HandleAsync(context, AcmeSigner.NewKey, async call =>
    {
        var outcome =
            await call.Server.RegisterAccount.RegisterAsync(call.Request, call.Get<ClientAddress>().KeyOf(call.Http), call.Aborted);
        if (outcome.TryGet(out var registered, out var problem)) await WriteAsync(call, registered.Account, registered.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
        else await call.RefuseAsync(problem);
    });

    public static Task UpdateAsync(HttpContext context) => AcmeCall.HandleAsync(context, AcmeSigner.Account, async call =>
    {
        if (call.Id != call.Request.Account.Id)
        {
            await call.RefuseAsync(AcmeProblem.Unauthorized("an account reads and changes itself and no other"));
            return;
        }

        var outcome = await call.Server.UpdateAccount.UpdateAsync(call.Request, call.Aborted);
        if (outcome.TryGet(out var account, out var problem)) await WriteAsync(call, account, StatusCodes.Status200OK);
        else await call.RefuseAsync(problem);
    });

    public static Task ChangeKeyAsync(HttpContext context) => AcmeCall.HandleAsync(context, AcmeSigner.Account, async call =>
    {
        var outcome = await call.Server.ChangeKey.ChangeAsync(call.Request, call.Urls, call.Aborted);
        if (outcome.TryGet(out var account, out var problem)) await WriteAsync(call, account, StatusCodes.Status200OK);
        else await call.RefuseAsync(problem);
    });

    public static Task OrdersAsync(HttpContext context) => AcmeCall.ReadAsync(context, async call =>
    {
        if (call.Id != call.Request.Account.Id)
        {
            await call.RefuseAsync(AcmeProblem.Unauthorized("an account lists its own orders and no other's"));
            return;
        }

        if (!TryReadCursor(call.Http.Request.Query["cursor"], out var continuation))
        {
            await call.RefuseAsync(AcmeProblem.Malformed("cursor is not one that a Link of this server carried"));
            return;
        }

        var (orders, next) = await call.Server.Orders.ListAsync(call.Id, continuation, OrdersPerPage, call.Now, call.Aborted);
        call.AddHeaders();
        if (next is not null) call.Http.Response.Headers.Append(HeaderNames.Link, AcmeAnswers.Link($"{call.Urls.Orders(call.Id)}?cursor={StrictBase64Url.Encode(Encoding.UTF8.GetBytes(next))}", "next"));
        var listed = orders.Where(order => order.StatusAt(call.Now) != AcmeOrderStatus.Invalid).Select(order => call.Urls.Order(order.Id));
        await call.Http.Response.WriteAsJsonAsync(new OrdersAnswer([.. listed]), AcmeAnswersJson.Default.OrdersAnswer);
    });

    private static bool TryReadCursor(string? cursor, out string? continuation)
    {
        continuation = null;
        if (cursor is null) return true;
        if (!StrictBase64Url.TryDecode(cursor, out var octets)) return false;
        continuation = Encoding.UTF8.GetString(octets);
        return true;
    }

    private static Task WriteAsync(AcmeCall call, AcmeAccount account, int status)
    {
        call.AddHeaders();
        call.Http.Response.StatusCode = status;
        call.Http.Response.Headers.Location = call.Urls.Account(account.Id);
        return call.Http.Response.WriteAsJsonAsync(AccountAnswer.Of(account, call.Urls), AcmeAnswersJson.Default.AccountAnswer);
    }
}
