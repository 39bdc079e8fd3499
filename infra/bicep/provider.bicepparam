// A service provider: its own CPS and repository, and the services that sign and verify its calls, in one region.
using 'main.bicep'

param name = 'telco'

param regions = [
  {
    name: 'cus'
    location: 'centralus'
    addressSpace: '10.50.0.0/20'
  }
]

param alertReceivers = [
  'sti@provider.example'
]

param stores = [
  {
    name: 'calls'
    redundancy: 'Standard_ZRS'
    containers: [
      {
        name: 'trust-lists'
        retentionDays: 30
      }
      {
        name: 'crl-kept'
        retentionDays: 0
      }
    ]
  }
  {
    name: 'own'
    redundancy: 'Standard_GZRS'
    containers: [
      {
        name: 'certificates'
        retentionDays: 365
      }
      {
        name: 'trust-lists'
        retentionDays: 30
      }
      {
        name: 'crl-kept'
        retentionDays: 0
      }
    ]
  }
]

param zones = [
  {
    name: 'cps'
    roles: [
      'cps'
    ]
    store: 'calls'
    records: 'write'
    containers: [
      {
        container: 'trust-lists'
        right: 'write'
      }
      {
        container: 'crl-kept'
        right: 'write'
      }
    ]
    keys: {}
    secrets: 'read'
    regions: []
    hostNames: [
      'cps.provider.example'
    ]
    callerAddresses: []
    scale: {
      most: 40
      alwaysReady: 1
      memoryMB: 2048
      concurrency: 64
    }
    settings: {
      Cps__ServedSpcs: 'US/1234'
      Cps__HostNames: 'cps.provider.example'
      TrustList__Url: 'https://sti-pa.example/api/v1/ca-list'
      TrustList__PolicyAdministratorRoots: 'trust/sti-pa-root.pem'
    }
    secretSettings: {
      Shaken__DeploymentSecrets: 'deployment-secrets'
    }
  }
  {
    name: 'cr'
    roles: [
      'cr'
    ]
    store: 'own'
    records: 'none'
    containers: [
      {
        container: 'certificates'
        right: 'read'
      }
    ]
    keys: {}
    secrets: 'none'
    regions: []
    hostNames: [
      'cr.provider.example'
    ]
    callerAddresses: []
    scale: {
      most: 40
      alwaysReady: 0
      memoryMB: 2048
      concurrency: 100
    }
    settings: {}
    secretSettings: {}
  }
  {
    name: 'as'
    roles: [
      'as'
    ]
    store: 'own'
    records: 'write'
    containers: [
      {
        container: 'certificates'
        right: 'write'
      }
    ]
    keys: {}
    secrets: 'write'
    regions: []
    hostNames: [
      'as.provider.example'
    ]
    callerAddresses: []
    scale: {
      most: 40
      alwaysReady: 1
      memoryMB: 2048
      concurrency: 64
    }
    settings: {
      Renewal__Provider: 'US/1234'
      Renewal__Directory: 'https://ca.example/acme/directory'
      Renewal__PolicyAdministratorUrl: 'https://sti-pa.example'
      Renewal__TokenAccount: '1234'
      Renewal__RepositoryUrl: 'https://cr.provider.example'
      Renewal__AgreeToTerms: 'true'
    }
    secretSettings: {
      Shaken__DeploymentSecrets: 'deployment-secrets'
      Renewal__TokenUser: 'pa-user'
      Renewal__TokenPassword: 'pa-password'
    }
  }
  {
    name: 'vs'
    roles: [
      'vs'
    ]
    store: 'own'
    records: 'write'
    containers: [
      {
        container: 'trust-lists'
        right: 'write'
      }
      {
        container: 'crl-kept'
        right: 'write'
      }
    ]
    keys: {}
    secrets: 'read'
    regions: []
    hostNames: [
      'vs.provider.example'
    ]
    callerAddresses: []
    scale: {
      most: 40
      alwaysReady: 1
      memoryMB: 2048
      concurrency: 64
    }
    settings: {
      TrustList__Url: 'https://sti-pa.example/api/v1/ca-list'
      TrustList__PolicyAdministratorRoots: 'trust/sti-pa-root.pem'
    }
    secretSettings: {
      Shaken__DeploymentSecrets: 'deployment-secrets'
    }
  }
  {
    name: 'lend'
    roles: [
      'delegation'
    ]
    store: 'own'
    records: 'write'
    containers: [
      {
        container: 'certificates'
        right: 'write'
      }
    ]
    keys: {
      Delegation__Ca__Keys: [
        {
          collection: 'keys'
          name: 'lend-issuing'
          version: '00000000000000000000000000000001'
        }
      ]
    }
    secrets: 'read'
    regions: []
    hostNames: [
      'lend.provider.example'
    ]
    callerAddresses: []
    scale: {
      most: 40
      alwaysReady: 0
      memoryMB: 2048
      concurrency: 64
    }
    settings: {
      Delegation__Providers__0__Id: 'US/1234'
      Delegation__Providers__0__TnAuthList: 'MBWhEzARFgsxNDE1NTU1MDAwMAICJxA='
      Delegation__Issuer: 'Own'
      Delegation__Ca__Certificates: 'trust/lend-issuing.pem'
      Delegation__Ca__CertificateBaseUrl: 'https://cr.provider.example/certificates'
      Delegation__Acme__BaseUrl: 'https://lend.provider.example/delegation/acme'
    }
    secretSettings: {
      Shaken__DeploymentSecrets: 'deployment-secrets'
    }
  }
]
